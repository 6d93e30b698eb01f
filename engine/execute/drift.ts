import type { Drift, Protected } from '../model/action.js';
import type { CheckFailure, Failure } from '../model/failure.js';
import { actionContext, lookContext, type Stage } from './action-context.js';
import { actionOf } from './action-of.js';
import { bindAttempt, lockOf, type BoundAttempt } from './bind-attempt.js';
import { isNested } from './limiter.js';
import type { Run } from './run.js';

/** A step that is done, and how what it protects is. */
interface Guarded {
  readonly guard: BoundAttempt;
  readonly things: readonly Protected[];
}

/** What the steps that are done protect, where an attempt may change it. */
export async function protectedFrom(run: Run, { attempt, params }: BoundAttempt): Promise<readonly Guarded[]> {
  if (run.guards.length === 0) return [];
  const changes = actionOf(run, attempt)
    .changes(params)
    .map(path => lockOf(run, path));
  const guarded: Guarded[] = [];
  for (const guard of run.guards) {
    const done = run.settled.get(guard.id)?.done;
    const record = run.world.journal.records().get(guard.id);
    const bound = done && bindAttempt(run, guard, done.rung);
    if (record === undefined || bound?.ok !== true) continue;
    if (!bound.value.locks.some(a => changes.some(b => isNested(a, b)))) continue;
    const { protection } = actionOf(run, bound.value.attempt);
    const things = (await protection?.look(record.made, lookContext(run.world))) ?? [];
    if (things.length > 0) guarded.push({ guard: bound.value, things });
  }
  return guarded;
}

/**
 * Whether a step has just changed what earlier ones protect: then that is made again as it was before, so that whatever
 * runs next finds it so, and the step has failed. What had changed already is not this step's doing.
 */
export async function undoDrift(run: Run, stage: Stage, before: readonly Guarded[]): Promise<Failure | undefined> {
  let first: Failure | undefined;
  for (const { guard, things } of before) {
    const record = run.world.journal.records().get(guard.step.id);
    const { protection } = actionOf(run, guard.attempt);
    if (record === undefined || protection === undefined) continue;
    const now = await protection.look(record.made, lookContext(run.world));
    const caused = now.flatMap(thing => driftFrom(things, thing) ?? []);
    const [one] = caused;
    if (one === undefined) continue;
    first ??= driftFailure(guard.step.id, one);
    stage.log.write(`-- ${caused.map(({ wanted }) => wanted).join(', ')}: put back as ${guard.step.id} had it`);
    const context = actionContext(run, { ...stage, attempt: guard.attempt, environment: guard.environment });
    const restored = await protection.restore(guard.params, caused, context);
    if (!restored.ok) return restored.error;
  }
  return first;
}

function driftFrom(before: readonly Protected[], now: Protected): Drift | undefined {
  const then = before.find(({ wanted }) => wanted === now.wanted);
  if (then === undefined || !then.holds) return undefined;
  const isGone = then.found !== undefined && now.found === undefined;
  if (now.holds && !isGone) return undefined;
  return { ...now, ...(then.found !== undefined && { before: then.found }) };
}

export function driftFailure(protectedBy: string, { wanted, found = 'none' }: Protected): CheckFailure {
  return { kind: 'check', check: `what ${protectedBy} protects`, expected: wanted, got: found, lastLines: [] };
}
