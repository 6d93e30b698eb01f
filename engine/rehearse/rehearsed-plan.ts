import { FAILURE_CLASSES, type FailureClass } from '../model/failure.js';
import type { Attempt, Plan, PlannedArtifact, Step } from '../model/plan.js';

/** What the bytes of a stand-in are. */
export interface StandInBytes {
  readonly sha256: string;
  readonly size: number;
}

/**
 * The plan with the stand-ins' hashes in place of the real ones. Only what a hash covers gets one: what the plan marks
 * `unverified` stays so.
 */
export function withStandInHashes(plan: Plan, bytes: ReadonlyMap<string, StandInBytes>): Plan {
  const artifacts = new Map([...plan.artifacts].map(([id, artifact]) => [id, withBytes(artifact, bytes.get(id))]));
  return { ...plan, artifacts };
}

function withBytes(artifact: PlannedArtifact, bytes: StandInBytes | undefined): PlannedArtifact {
  if (bytes === undefined) return artifact;
  return {
    ...artifact,
    ...(artifact.sha256 !== undefined && { sha256: bytes.sha256 }),
    ...(artifact.size !== undefined && { size: bytes.size }),
  };
}

/** An address that gives nothing, by the class of failure that asking it ends in. */
export type FailingSource = (failure: FailureClass) => string;

/**
 * The plan with the first attempt of these steps bound to fail: in the way that its next attempt is meant for, since a
 * rehearsal is to see the ladder climbed.
 */
export function withFailures(plan: Plan, steps: ReadonlySet<string>, failingSource: FailingSource): Plan {
  const artifacts = new Map(plan.artifacts);
  const changed = plan.steps.map((step): Step => {
    if (!steps.has(step.id)) return step;
    const failure = failureFor(step);
    const id = `rehearsal-failure-of-${step.id}`;
    artifacts.set(id, { id, sources: [failingSource(failure)] });
    const [first, ...others] = step.attempts;
    return { ...step, attempts: [failing(first, { id, step: step.id, failure }), ...others] };
  });
  return { ...plan, artifacts, steps: changed };
}

/** The class of failure that a told failure ends in: `failed` where the next rung takes that, as most do. */
function failureFor({ attempts }: Pick<Step, 'attempts'>): FailureClass {
  const after = attempts[1]?.after ?? FAILURE_CLASSES;
  const order: readonly FailureClass[] = ['absent', 'refused', 'unreachable'];
  return order.find(failure => after.includes(failure)) ?? 'absent';
}

/** The attempt as a download that gets no answer it can use: no process runs, and nothing is changed. */
function failing(
  attempt: Attempt,
  told: { readonly id: string; readonly step: string; readonly failure: FailureClass },
): Attempt {
  return {
    ...attempt,
    action: 'download',
    params: { artifact: told.id, to: `.rehearsal-failure/${told.step}` },
    artifacts: [told.id],
    locks: [],
    retry: { times: 0, delayMs: 0 },
    description: `fail, as --fail ${told.step} asks (the real attempt: ${attempt.description})`,
  };
}
