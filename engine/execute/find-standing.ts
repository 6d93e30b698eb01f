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
 * Whether a step need not run: its key is recorded as done, and a look finds what it made. The needs of the attempt
 * that made it are pulled in as well, so that what it stands on is there again. Its own needs have settled.
 */
export async function findStanding(run: Run, step: Step, settle: Settle): Promise<Standing> {
  const record = run.records.get(step.id);
  if (record === undefined || isForced(run, step.id)) return MUST_RUN;
  const rung = run.keys.rungOf(step, record);
  if (rung === undefined || !isBasedAlike(run, step, rung, record)) return MUST_RUN;
  const pulls = attemptAt(step, rung).needs;
  const ahead = pulls.every(need => mayStand(run, need)) && (await look(run, step, rung, record));
  if (ahead === false) return gone(run);
  if (pulls.length > 0) {
    const pulled = await settleNeeds(run, pulls, settle);
    if (pulled.kind !== 'met') return pulled;
    if (record.key !== run.keys.keyAt(step, rung, settledKeys(run))) return MUST_RUN;
  }
  if (ahead === 'unknown' && (await look(run, step, rung, record)) !== true) return gone(run);
  const needs = needsAt(step, rung);
  const madeAt = needs.map(need => run.settled.get(need)?.done?.at ?? 0);
  if (isOutlived(record, madeAt)) return MUST_RUN;
  const { made, exports, key, at } = record;
  const exporters = nearestExporters(run, needs);
  return { kind: 'stands', done: { rung, key, outputs: made.outputs, exports, at, exporters } };
}

/** With the same keys as the journal was judged by, the digest need not be made again. */
function isBasedAlike(run: Run, step: Step, rung: number, record: StepRecord): boolean {
  const keyOf = settledKeys(run);
  const isJudged = run.verdicts.get(step.id)?.kind === 'counts';
  if (isJudged && step.needs.every(need => keyOf(need) === judgedKey(run, need))) return true;
  const base = run.keys.baseAt(step, rung, keyOf);
  return base !== undefined && record.key.startsWith(`${base}.`);
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
