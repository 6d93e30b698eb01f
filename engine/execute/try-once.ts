import { err, ok, type Result } from '../base/result.js';
import type { Made } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import type { StepRecord } from '../model/journal.js';
import { stampOf } from '../model/stamp.js';
import { actionContext, lookContext, type Stage } from './action-context.js';
import { actionOf } from './action-of.js';
import type { AttemptEnd } from './attempt-end.js';
import type { BoundAttempt } from './bind-attempt.js';
import { bind } from './bind.js';
import { startDeadline } from './deadline.js';
import type { StepStart } from './step-start.js';
import { nearestExporters } from './exports-of.js';
import { settledKeys, type Run } from './run.js';
import { protectedFrom, undoDrift } from './drift.js';
import { RecognisedDiagnoses } from './recognised-diagnoses.js';
import { verify } from './verify.js';

export interface TryOptions {
  readonly again: boolean;
  /** Milliseconds left of the attempt's wall clock; absent where it has no limit. */
  readonly leftMs?: number;
}

/** Runs the action once, looks whether it is so, verifies, and records it: only then is it done. */
export async function tryOnce(
  run: Run,
  bound: BoundAttempt,
  start: StepStart,
  { again, leftMs }: TryOptions,
): Promise<AttemptEnd> {
  const announced = await start.announce(bound);
  if (!announced.ok) return { kind: 'failed', failure: announced.error, final: true };
  const { step, attempt, environment } = bound;
  const last: Stage['last'] = { lines: [], argv: [] };
  const known = new RecognisedDiagnoses(run.plan.diagnose);
  const made = await run.cancel.branch(branch => {
    const { log } = start;
    const stage: Stage = { step, attempt, environment, signal: branch.signal, again, log, endings: [], last, known };
    return makeInTime(run, bound, { stage, leftMs, stop: () => branch.abort() });
  });
  if (made.ok) return record(run, bound, made.value);
  return run.cancel.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', failure: made.error, known };
}

interface Timed {
  readonly stage: Stage;
  readonly leftMs: number | undefined;
  readonly stop: () => void;
}

async function makeInTime(
  run: Run,
  bound: BoundAttempt,
  { stage, leftMs, stop }: Timed,
): Promise<Result<Made, Failure>> {
  const deadline = startDeadline(run.world.clock, leftMs, stop);
  try {
    const made = await make(run, bound, stage);
    return made.ok || !deadline.hasPassed() ? made : err(outOfTime(made.error, stage));
  } finally {
    deadline.stop();
  }
}

/** What is repaired and still does not hold, when all was done that a first time needs, is made anew. */
async function make(run: Run, bound: BoundAttempt, stage: Stage): Promise<Result<Made, Failure>> {
  const made = await makeOnce(run, bound, stage);
  const isMended = made.ok || made.error.kind !== 'check' || run.options.repair?.broken.has(bound.step.id) !== true;
  if (isMended || stage.signal.aborted) return made;
  stage.log.write('-- it still does not hold: made anew');
  return makeOnce(run, bound, { ...stage, anew: true });
}

/** What stood before goes only once what replaces it is verified; else it comes back. */
async function makeOnce(run: Run, bound: BoundAttempt, stage: Stage): Promise<Result<Made, Failure>> {
  const made = await makeAndVerify(run, bound, stage);
  for (const ending of stage.endings.splice(0)) {
    const ended = await (made.ok ? ending.keep() : ending.undo());
    if (!ended.ok) return made.ok ? ended : made;
  }
  return made;
}

async function makeAndVerify(run: Run, bound: BoundAttempt, stage: Stage): Promise<Result<Made, Failure>> {
  const { attempt, params } = bound;
  const action = actionOf(run, attempt);
  const kept = await keep(run, stage, action.changes(params));
  if (!kept.ok) return kept;
  const before = await protectedFrom(run, bound);
  const made = await action.run(params, actionContext(run, stage));
  // also what fails half-way may have changed it; after an interrupt the next run finds out
  const drift = stage.signal.aborted ? undefined : await undoDrift(run, stage, before);
  if (!made.ok) return made;
  if (drift !== undefined) return err(drift);
  const noted = await note(run, bound, { stage, made: made.value });
  if (!noted.ok) return noted;
  if (!(await action.isDone(params, made.value, lookContext(run.world)))) return err(notThere(attempt.action, stage));
  const verified = await verify(run, stage, made.value.outputs);
  return verified.ok ? made : verified;
}

/** A program's path may be one of the host, which nobody keeps. */
async function keep({ world }: Run, { step }: Stage, changes: readonly string[]): Promise<Result<undefined, Failure>> {
  const { paths, root } = world;
  const absolute = changes.map(path => (paths.isAbsolute(path) ? paths.join(path) : paths.join(root, path)));
  return (await world.keeping?.beforeChange(step.id, absolute)) ?? ok();
}

/** What checks may still refuse lies about from now on: the next version clears it away. What has an ending goes by that. */
async function note(
  run: Run,
  bound: BoundAttempt,
  { stage, made }: { readonly stage: Stage; readonly made: Made },
): Promise<Result<undefined, Failure>> {
  if (bound.step.verify.length === 0 || made.files.length === 0 || stage.endings.length > 0) return ok();
  const record = await recordOf(run, bound, { made, exports: {} });
  return run.world.journal.append({ type: 'step-made', record });
}

/** Durable before anyone hears of it. */
async function record(run: Run, bound: BoundAttempt, made: Made): Promise<AttemptEnd> {
  const { step, rung, needs } = bound;
  const exports = bind(run, step.exports, { own: { step: step.id, outputs: made.outputs, rung } });
  if (!exports.ok) return { kind: 'failed', failure: exports.error };
  const entry = await recordOf(run, bound, { made, exports: exports.value });
  const exporters = nearestExporters(run, needs);
  const appended = await run.world.journal.append({ type: 'step-done', record: entry });
  if (!appended.ok) return { kind: 'failed', failure: appended.error, final: true };
  const { key, at } = entry;
  return { kind: 'done', done: { rung, key, outputs: made.outputs, exports: exports.value, at, exporters } };
}

async function recordOf(
  run: Run,
  { step, attempt, rung }: BoundAttempt,
  { made, exports }: Pick<StepRecord, 'made' | 'exports'>,
): Promise<StepRecord> {
  const key = run.keys.keyAt(step, rung, settledKeys(run));
  if (key === undefined) throw new Error(`${step.id} was run before what it needs`);
  return {
    step: step.id,
    attempt: attempt.name,
    uses: attempt.action,
    key,
    made,
    ...(made.files.length > 0 && { stamps: await stampsOf(run, made) }),
    exports,
    run: run.options.run,
    at: run.world.clock.now(),
  };
}

async function stampsOf({ world }: Run, { files }: Made): Promise<readonly string[]> {
  return (await Promise.all(files.map(file => world.files.stat(file)))).map(stampOf);
}

function notThere(kind: string, { last }: Stage): Failure {
  return {
    kind: 'check',
    check: `what ${kind} made`,
    expected: 'it in its place',
    got: 'reported success but it is not there',
    lastLines: last.lines,
  };
}

/** A command that the host ended by its own limits says so itself; anything else the deadline has ended. */
function outOfTime(failure: Failure, { attempt, last }: Stage): Failure {
  if (failure.kind === 'command' && failure.timedOut !== undefined) return failure;
  const argv = failure.kind === 'command' ? failure.argv : last.argv;
  const lastLines = failure.kind === 'command' && failure.lastLines.length > 0 ? failure.lastLines : last.lines;
  return { kind: 'command', argv, timedOut: { limit: 'total', ms: attempt.timeout.totalMs ?? 0 }, lastLines };
}
