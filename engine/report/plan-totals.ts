import type { Plan, Step } from '../model/plan.js';

export interface PlanTotals {
  readonly steps: number;
  readonly onDemand: number;
  readonly notForThisHost: number;
  readonly artifacts: number;
  /** Artifacts that no hash covers. */
  readonly bareArtifacts: number;
  /** Attempts that may bring bytes which no hash covers. */
  readonly unverifiedAttempts: number;
  /** Of the artifacts whose size is known. */
  readonly knownBytes: number;
  readonly ofUnknownSize: number;
  /** Estimates added up along the longest chain of steps, when no fallback is taken. */
  readonly longestChainMinutes: number;
}

/** What a plan comes to. */
export function planTotals(plan: Plan): PlanTotals {
  const artifacts = [...plan.artifacts.values()];
  const sizes = artifacts.map(({ size }) => size).filter(size => size !== undefined);
  const attempts = plan.steps.flatMap(step => step.attempts);
  return {
    steps: plan.steps.length,
    onDemand: plan.steps.filter(step => step.onDemand).length,
    notForThisHost: plan.skipped.length,
    artifacts: artifacts.length,
    bareArtifacts: artifacts.filter(({ sha256 }) => sha256 === undefined).length,
    unverifiedAttempts: attempts.filter(({ unverified }) => unverified !== undefined).length,
    knownBytes: sizes.reduce((sum, size) => sum + size, 0),
    ofUnknownSize: artifacts.length - sizes.length,
    longestChainMinutes: longestChain(plan.steps),
  };
}

/** Steps come in topological order, so what a step waits for is always known before it. */
function longestChain(steps: readonly Step[]): number {
  const endsAt = new Map<string, number>();
  let longest = 0;
  for (const step of steps) {
    const [first] = step.attempts;
    const waits = [...step.needs, ...first.needs].map(id => endsAt.get(id) ?? 0);
    const end = waits.reduce((latest, wait) => Math.max(latest, wait), 0) + (first.estimateMinutes ?? 0);
    endsAt.set(step.id, end);
    if (!step.onDemand) longest = Math.max(longest, end);
  }
  return longest;
}
