import type { StepRecord } from '../model/journal.js';
import { isOutlived, needsAt, WITHOUT } from '../model/keys.js';
import type { Step } from '../model/plan.js';
import { actionOf } from './action-of.js';
import { lookContext } from './action-context.js';
import { attemptAt } from './bind-attempt.js';
import { bind } from './bind.js';
import { nearestExporters } from './exports-of.js';
import { isForced, settledKeys, type Done, type Run } from './run.js';
import { settleNeeds, type Needs, type Settle } from './settle-needs.js';

export type Standing =
  { readonly kind: 'stands'; readonly done: Done } | { readonly kind: 'must run' } | Exclude<Needs, { kind: 'met' }>;

const MUST_RUN: Standing = { kind: 'must run' };

/**
 * Whether a step need not run: its key is recorded as done, and a look finds what it made. Its own needs have settled.
 * Those of the attempt that made it are pulled in as well, so that what it stands on is there again: what runs in any
 * case first, what is on demand only for a step that seems to stand.
 */
export async function findStanding(run: Run, step: Step, settle: Settle): Promise<Standing> {
  const record = run.records.get(step.id);
  if (record === undefined || isForced(run, step.id)) return MUST_RUN;
  const rung = run.keys.rungOf(step, record);
  if (rung === undefined || !isBasedAlike(run, step, rung, record)) return MUST_RUN;
  const isOnDemand = (need: string) => run.steps.get(need)?.onDemand === true;
  const needs = attemptAt(step, rung).needs;
  const settled = await settleNeeds(
    run,
    needs.filter(need => !isOnDemand(need)),
    settle,
  );
  if (settled.kind !== 'met') return settled;
  const pulls = needs.filter(isOnDemand);
  if (!pulls.every(need => mayStand(run, need))) return MUST_RUN;
  const ahead = await look(run, step, rung, record);
  if (ahead === false) return gone(run);
  const pulled = await settleNeeds(run, pulls, settle);
  if (pulled.kind !== 'met') return pulled;
  const isMadeAgain = pulls.some(need => run.settled.get(need)?.outcome.kind === 'succeeded');
  if ((ahead === 'unknown' || isMadeAgain) && (await look(run, step, rung, record)) !== true) return gone(run);
  return isAlike(run, step, rung, record) ? stands(run, step, rung, record) : MUST_RUN;
}

function stands(run: Run, step: Step, rung: number, { made, exports, key, at }: StepRecord): Standing {
  const exporters = nearestExporters(run, needsAt(step, rung));
  return { kind: 'stands', done: { rung, key, outputs: made.outputs, exports, at, exporters } };
}

function isAlike(run: Run, step: Step, rung: number, record: StepRecord): boolean {
  const needs = needsAt(step, rung);
  const madeAt = needs.map(need => run.settled.get(need)?.done?.at ?? 0);
  if (isOutlived(record, madeAt)) return false;
  return isAsJudged(run, step, needs) || record.key === run.keys.keyAt(step, rung, settledKeys(run));
}

/** As far as can be told before the attempt's needs have settled. */
function isBasedAlike(run: Run, step: Step, rung: number, record: StepRecord): boolean {
  if (isAsJudged(run, step, step.needs)) return true;
  const base = run.keys.baseAt(step, rung, settledKeys(run));
  return base !== undefined && record.key.startsWith(`${base}.`);
}

/** Needs with the very keys that the journal was judged by: no digest need be made again. */
function isAsJudged(run: Run, step: Step, needs: readonly string[]): boolean {
  const keyOf = settledKeys(run);
  return run.verdicts.get(step.id)?.kind === 'counts' && needs.every(need => keyOf(need) === judgedKey(run, need));
}

function judgedKey(run: Run, id: string): string | undefined {
  const verdict = run.verdicts.get(id);
  if (verdict?.kind === 'counts') return verdict.record.key;
  return run.steps.get(id)?.optional === true ? WITHOUT : undefined;
}

/** Something changed is not made, perhaps for nothing, to find out. Something lost is: it may well come back the same. */
function mayStand(run: Run, need: string): boolean {
  const verdict = run.verdicts.get(need)?.kind;
  return run.settled.has(need) || verdict === 'counts' || verdict === 'never done';
}

/**
 * Whether what a step made is there. Of what has not been pulled in yet the outputs are the journal's; unknown where
 * it has none of them.
 */
async function look(run: Run, step: Step, rung: number, { made }: StepRecord): Promise<boolean | 'unknown'> {
  const attempt = attemptAt(step, rung);
  const bound = bind(run, attempt.params, { unsettled: id => run.records.get(id)?.made.outputs });
  if (!bound.ok) return 'unknown';
  const permit = await run.looks.enter({ priority: 0, locks: [] });
  if (permit === undefined) return false;
  try {
    return await actionOf(run, attempt).isDone(bound.value, made, lookContext(run.world));
  } finally {
    permit.leave();
  }
}

function gone(run: Run): Standing {
  return run.cancel.signal.aborted ? { kind: 'cancelled' } : MUST_RUN;
}
