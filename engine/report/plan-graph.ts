import type { Plan, Step } from '../model/plan.js';
import { withoutImplied, type Needs } from './transitive-reduction.js';

/** A plan as a graph to be drawn: what every form of drawing says. */
export interface PlanGraph {
  readonly title: string;
  readonly platform: string;
  readonly profile: string;
  readonly nodes: readonly GraphNode[];
  /** From what is needed to what needs it; arrows that others imply are left out. */
  readonly edges: readonly GraphEdge[];
  /** The chain that takes longest when no fallback is taken, and its minutes. */
  readonly criticalPath: readonly string[];
  readonly minutes: number;
  /** Steps that are not for this host. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}

export interface GraphNode {
  readonly id: string;
  readonly title: string;
  readonly onDemand: boolean;
  readonly optional: boolean;
  readonly critical: boolean;
  /** What is tried first, with what is known of its length. */
  readonly chosen: string;
  readonly minutes?: number;
  readonly fallbacks: readonly { readonly name: string; readonly after: readonly string[] }[];
  /** Attempts that are not for this host. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
  /** Bytes of what the first attempt fetches, where all of it is known. */
  readonly bytes?: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The attempt that needs it, where not all do. */
  readonly attempt?: string;
}

export function planGraph(plan: Plan): PlanGraph {
  const needs: Needs = new Map(plan.steps.map(step => [step.id, step.needs]));
  const { path, minutes } = longestPath(plan.steps);
  const critical = new Set(path);
  return {
    title: plan.title,
    platform: plan.platform,
    profile: plan.profile,
    nodes: plan.steps.map(step => nodeOf(step, plan, critical)),
    edges: plan.steps.flatMap(step => edgesTo(step, needs)),
    criticalPath: path,
    minutes,
    skipped: plan.skipped.map(({ id, reason }) => ({ id, reason })),
  };
}

function nodeOf(step: Step, plan: Plan, critical: ReadonlySet<string>): GraphNode {
  const [first, ...others] = step.attempts;
  const sizes = first.artifacts.map(id => plan.artifacts.get(id)?.size);
  const bytes = sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
  return {
    id: step.id,
    title: step.title,
    onDemand: step.onDemand,
    optional: step.optional,
    critical: critical.has(step.id),
    chosen: first.name,
    ...(first.estimateMinutes !== undefined && { minutes: first.estimateMinutes }),
    fallbacks: others.map(({ name, after }) => ({ name, after })),
    passedOver: step.passedOver,
    ...(bytes !== undefined && bytes > 0 && { bytes }),
  };
}

function edgesTo(step: Step, needs: Needs): readonly GraphEdge[] {
  const always = withoutImplied(step.needs, needs).map(from => ({ from, to: step.id }));
  const sometimes = step.attempts.flatMap(({ name, needs: own }) =>
    own
      .filter(need => withoutImplied([...step.needs, need], needs).includes(need))
      .map(from => ({ from, to: step.id, attempt: name })),
  );
  return [...always, ...sometimes];
}

/** Steps come in topological order, so what a step waits for is always known before it. */
function longestPath(steps: readonly Step[]): { readonly path: readonly string[]; readonly minutes: number } {
  const ends = new Map<string, { readonly after: string | undefined; readonly minutes: number }>();
  const minutesOf = (id: string | undefined) => (id === undefined ? 0 : (ends.get(id)?.minutes ?? 0));
  let last: string | undefined;
  for (const { id, needs, attempts, onDemand } of steps) {
    const [first] = attempts;
    const waits = [...needs, ...first.needs];
    const after = waits.reduce((a, b) => (minutesOf(b) > minutesOf(a) ? b : a), waits[0] ?? '');
    ends.set(id, {
      after: ends.has(after) ? after : undefined,
      minutes: minutesOf(after) + (first.estimateMinutes ?? 0),
    });
    if (!onDemand && (last === undefined || minutesOf(id) >= minutesOf(last))) last = id;
  }
  const path: string[] = [];
  for (let at = last; at !== undefined; at = ends.get(at)?.after) path.unshift(at);
  return { path, minutes: minutesOf(last) };
}
