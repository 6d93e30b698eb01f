import type { Drifted } from '../model/action.js';
import type { CheckFailure, Failure } from '../model/failure.js';
import { actionContext, lookContext, type Stage } from './action-context.js';
import { bindAttempt } from './bind-attempt.js';
import type { Run } from './run.js';

/** What is no longer as the steps that are done want it to stay, by the step that wants it. */
export type Drift = ReadonlyMap<string, readonly Drifted[]>;

export async function driftIn(run: Run): Promise<Drift> {
  const drift = new Map<string, readonly Drifted[]>();
  for (const [id, { uses = '', made }] of run.world.journal.records()) {
    if (run.settled.get(id)?.done === undefined) continue;
    const drifted = (await run.world.kinds.get(uses)?.drifted(made, lookContext(run.world))) ?? [];
    if (drifted.length > 0) drift.set(id, drifted);
  }
  return drift;
}

/**
 * Whether a step has just changed what earlier ones protect: then that is made again as it was wanted, so that whatever
 * runs next finds it so, and the step has failed. What had changed before is not this step's doing.
 */
export async function undoDrift(run: Run, stage: Stage, before: Drift): Promise<Failure | undefined> {
  let first: Failure | undefined;
  for (const [id, drifted] of await driftIn(run)) {
    const known = new Set(before.get(id)?.map(({ wanted }) => wanted));
    const caused = drifted.filter(({ wanted }) => !known.has(wanted));
    const [one] = caused;
    if (one === undefined) continue;
    first ??= driftFailure(id, one);
    const undone = await makeAgain(run, stage, { id, caused });
    if (undone !== undefined) return undone;
  }
  return first;
}

export function driftFailure(protectedBy: string, { wanted, found }: Drifted): CheckFailure {
  return { kind: 'check', check: `what ${protectedBy} protects`, expected: wanted, got: found, lastLines: [] };
}

async function makeAgain(
  run: Run,
  stage: Stage,
  { id, caused }: { readonly id: string; readonly caused: readonly Drifted[] },
): Promise<Failure | undefined> {
  const step = run.steps.get(id);
  const rung = run.settled.get(id)?.done?.rung ?? 0;
  const bound = step && bindAttempt(run, step, rung);
  if (bound?.ok !== true) return undefined;
  const { attempt, params, environment } = bound.value;
  stage.log.write(`-- ${caused.map(({ wanted }) => wanted).join(', ')}: made again for ${id}`);
  const context = actionContext(run, { ...stage, attempt, environment });
  const done = await run.world.kinds.get(attempt.action)?.undrift(params, caused, context);
  return done?.ok === false ? done.error : undefined;
}
