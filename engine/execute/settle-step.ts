import type { Step } from '../model/plan.js';
import { runLadder } from './run-ladder.js';
import { findStanding } from './find-standing.js';
import type { StepStart } from './step-start.js';
import type { Run, Settled } from './run.js';
import { settleNeeds, type Needs, type Settle } from './settle-needs.js';

/** From what a step needs to its end: blocked, found to stand, or made. */
export async function settleStep(run: Run, step: Step, start: StepStart, settle: Settle): Promise<Settled> {
  const needs = await settleNeeds(run, step.needs, settle);
  if (needs.kind !== 'met') return notBegun(needs);
  if (run.cancel.signal.aborted) return notBegun({ kind: 'cancelled' });
  const standing = await findStanding(run, step, settle);
  if (standing.kind === 'stands') {
    const attempt = step.attempts[standing.done.rung]?.name ?? '';
    return { outcome: { kind: 'up-to-date', attempt }, ms: 0, done: standing.done };
  }
  if (standing.kind !== 'must run') return notBegun(standing);
  const { outcome, done } = await runLadder(run, step, start, settle);
  return { outcome, ms: start.ms, ...(done !== undefined && { done }) };
}

function notBegun(needs: Exclude<Needs, { kind: 'met' }>): Settled {
  return { outcome: needs.kind === 'unmet' ? { kind: 'blocked', by: needs.by } : { kind: 'cancelled' }, ms: 0 };
}
