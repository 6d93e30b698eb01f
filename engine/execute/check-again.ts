import type { Result } from '../base/result.js';
import type { Failure } from '../model/failure.js';
import type { StepRecord } from '../model/journal.js';
import { needsAt } from '../model/keys.js';
import type { Plan, Step } from '../model/plan.js';
import { lookContext, type Stage } from './action-context.js';
import { actionOf } from './action-of.js';
import { bindAttempt } from './bind-attempt.js';
import { driftFailure } from './drift.js';
import { nearestExporters } from './exports-of.js';
import { RecognisedDiagnoses } from './recognised-diagnoses.js';
import { newRun, type Run } from './run.js';
import { verify } from './verify.js';
import type { ExecuteWorld } from './execute-world.js';

/** What became of one step since it was done. */
export interface CheckedStep {
  readonly id: string;
  readonly title: string;
  readonly state: 'holds' | 'broken' | 'not done' | 'not needed' | 'not checked';
  /** Why it is broken. */
  readonly failure?: Failure;
}

export interface CheckOptions {
  readonly run: string;
  readonly signal: AbortSignal;
  readonly onChecked: (checked: CheckedStep) => void;
}

/** Looks at everything that the journal says is done and runs its checks again, in the plan's order. Changes nothing. */
export async function checkAgain(
  plan: Plan,
  world: ExecuteWorld,
  options: CheckOptions,
): Promise<readonly CheckedStep[]> {
  const run = newRun(plan, world, { run: options.run, signal: options.signal, jobs: 1, force: new Set() });
  const checked: CheckedStep[] = [];
  for (const step of plan.steps) {
    const state = await check(run, step);
    const one = { id: step.id, title: step.title, ...state };
    checked.push(one);
    options.onChecked(one);
  }
  return checked;
}

async function check(run: Run, step: Step): Promise<Omit<CheckedStep, 'id' | 'title'>> {
  if (run.cancel.signal.aborted) return { state: 'not checked' };
  const verdict = run.verdicts.get(step.id);
  if (verdict?.kind !== 'counts') return { state: step.onDemand || step.optional ? 'not needed' : 'not done' };
  const { record, rung } = verdict;
  const { key, exports, at, made } = record;
  const done = { rung, key, outputs: made.outputs, exports, at, exporters: nearestExporters(run, needsAt(step, rung)) };
  run.settled.set(step.id, { outcome: { kind: 'up-to-date', attempt: record.attempt }, ms: 0, done });
  const failure = await whatBroke(run, step, { record, rung });
  if (run.cancel.signal.aborted) return { state: 'not checked' };
  return failure === undefined ? { state: 'holds' } : { state: 'broken', failure };
}

async function whatBroke(
  run: Run,
  step: Step,
  { record, rung }: { readonly record: StepRecord; readonly rung: number },
): Promise<Failure | undefined> {
  const bound = bindAttempt(run, step, rung);
  if (!bound.ok) return bound.error;
  const { attempt, environment, params } = bound.value;
  const action = actionOf(run, attempt);
  const stands = (await action.protection?.look(record.made, lookContext(run.world))) ?? [];
  const drift = stands.find(({ holds }) => !holds);
  if (drift !== undefined) return driftFailure(step.id, drift);
  if (!(await action.isDone(params, record.made, lookContext(run.world)))) {
    const expected = `what ${attempt.action} made`;
    return { kind: 'check', check: step.id, expected, got: 'it gone or changed', lastLines: [] };
  }
  // an empty log would be taken for the newest that there is of the step
  if (step.verify.length === 0) return undefined;
  const log = run.world.logs.open(step.id);
  const last: Stage['last'] = { lines: [], argv: [] };
  const stage = {
    step,
    attempt,
    environment,
    signal: run.cancel.signal,
    again: false,
    log,
    endings: [],
    last,
    known: new RecognisedDiagnoses(),
  };
  const verified: Result<undefined, Failure> = await verify(run, stage, record.made.outputs);
  await log.close();
  return verified.ok ? undefined : verified.error;
}
