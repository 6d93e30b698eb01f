import { failureClass } from '../model/failure.js';
import type { Attempt, Step } from '../model/plan.js';
import { writtenValue, type JsonObject } from '../model/value.js';
import { fetchFor } from './action-context.js';
import { actionOf } from './action-of.js';
import type { AttemptEnd } from './attempt-end.js';
import { attemptAt, bindAttempt, type BoundAttempt } from './bind-attempt.js';
import { needFailure } from './need-failure.js';
import type { StepStart } from './step-start.js';
import { emit, priorityOf, type Run } from './run.js';
import { settleNeeds, type Settle } from './settle-needs.js';
import { tryOnce } from './try-once.js';

/** One rung: pulls in what it needs, waits for its downloads, its paths and a place, and tries as often as it may. */
export async function runAttempt(
  run: Run,
  { step, rung }: { readonly step: Step; readonly rung: number },
  start: StepStart,
  settle: Settle,
): Promise<AttemptEnd> {
  const attempt = attemptAt(step, rung);
  const wanted = attempt.needs;
  const against = ruleAgainst(run, attempt);
  if (against !== undefined) return { kind: 'failed', failure: { kind: 'policy', ...against } };
  const needs = await settleNeeds(run, wanted, settle);
  if (needs.kind === 'cancelled') return needs;
  if (needs.kind === 'unmet') return { kind: 'failed', failure: needFailure(run, needs.by) };
  const bound = bindAttempt(run, step, rung);
  if (!bound.ok) return { kind: 'failed', failure: bound.error };
  const ended = await awaitArtifacts(run, bound.value, start);
  return ended ?? tryRepeatedly(run, bound.value, start);
}

/** Asked before anything is pulled in for it: not even its compilers are wanted. */
function ruleAgainst(
  run: Run,
  attempt: Attempt,
): { readonly rule: 'locked' | 'strict'; readonly detail: string } | undefined {
  const { locked, strict } = run.options;
  if (locked !== true && strict !== true) return undefined;
  const rule = strict === true ? 'strict' : 'locked';
  if (attempt.unverified !== undefined) return { rule, detail: `no hash covers ${attempt.unverified}` };
  const source =
    strict === true ? actionOf(run, attempt).source(writtenValue(attempt.params) as JsonObject) : undefined;
  return source === undefined ? undefined : { rule, detail: `it takes source code: ${source}` };
}

/** Takes up no place meanwhile. What fails here is met again, and reported, by the action that asks for it. */
async function awaitArtifacts(run: Run, bound: BoundAttempt, start: StepStart): Promise<AttemptEnd | undefined> {
  const { step, attempt } = bound;
  if (attempt.artifacts.length === 0 || run.cancel.signal.aborted) return undefined;
  const announced = await start.announce(bound);
  if (!announced.ok) return { kind: 'failed', failure: announced.error, final: true };
  await run.cancel.branch(({ signal }) =>
    Promise.all(attempt.artifacts.map(id => fetchFor(run, { step, signal, again: false }, id))),
  );
  return undefined;
}

async function tryRepeatedly(run: Run, bound: BoundAttempt, start: StepStart): Promise<AttemptEnd> {
  const { clock } = run.world;
  const { retry, timeout, name } = bound.attempt;
  const entry = { priority: priorityOf(run, bound.step), locks: bound.locks };
  let leftMs = timeout.totalMs;
  for (let remaining = retry.times; ;) {
    const permit = await run.limiter.enter(entry);
    if (permit === undefined) return { kind: 'cancelled' };
    const startedAt = clock.now();
    const again = remaining < retry.times;
    let end: AttemptEnd;
    try {
      end = await tryOnce(run, bound, start, { again, ...(leftMs !== undefined && { leftMs }) });
    } finally {
      permit.leave();
    }
    if (leftMs !== undefined) leftMs -= clock.now() - startedAt;
    if (remaining === 0 || (leftMs ?? 1) <= 0 || !mayHelpAgain(end)) return end;
    remaining -= 1;
    emit(run, { type: 'retry-scheduled', step: bound.step.id, attempt: name, inMs: retry.delayMs, remaining });
    await run.cancel.branch(({ signal }) => clock.sleep(retry.delayMs, signal));
  }
}

/** What is absent or refused stays so, and so does what depends on another step alone. */
function mayHelpAgain(end: AttemptEnd): boolean {
  if (end.kind !== 'failed' || end.final === true) return false;
  return (
    !['need', 'no-output'].includes(end.failure.kind) && ['unreachable', 'failed'].includes(failureClass(end.failure))
  );
}
