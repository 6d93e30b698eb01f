import type { StepRecord } from '../model/journal.js';
import { isOutlived, needsAt, WITHOUT, type KeyOf } from '../model/keys.js';
import type { Step } from '../model/plan.js';
import { actionOf } from './action-of.js';
import { lookContext } from './action-context.js';
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
  const attempt = step.attempts[rung ?? -1];
  if (rung === undefined || attempt === undefined) return MUST_RUN;
  if (!isSameKey(run, { step, rung }, record, expectedKeys(run))) return MUST_RUN;
  if (attempt.needs.length > 0) {
    const needs = await settleNeeds(run, attempt.needs, settle);
    if (needs.kind !== 'met') return needs;
    if (!isSameKey(run, { step, rung }, record, settledKeys(run))) return MUST_RUN;
  }
  const needs = needsAt(step, rung);
  const madeAt = needs.map(need => run.settled.get(need)?.done?.at ?? 0);
  if (isOutlived(record, madeAt) || !(await look(run, step, rung, record))) {
    return run.cancel.signal.aborted ? { kind: 'cancelled' } : MUST_RUN;
  }
  const { made, exports, key, at } = record;
  const exporters = nearestExporters(run, needs);
  return { kind: 'stands', done: { rung, key, outputs: made.outputs, exports, at, exporters } };
}

/** With the same keys as the journal was judged by, the digest need not be made again. */
function isSameKey(run: Run, at: { step: Step; rung: number }, record: StepRecord, keyOf: KeyOf): boolean {
  const { step, rung } = at;
  const isJudged = run.verdicts.get(step.id)?.kind === 'counts';
  if (isJudged && needsAt(step, rung).every(need => keyOf(need) === judgedKey(run, need))) return true;
  return record.key === run.keys.keyAt(step, rung, keyOf);
}

/** Of what has not settled yet, the journal's word is taken. */
function expectedKeys(run: Run): KeyOf {
  const settled = settledKeys(run);
  return id => (run.settled.has(id) ? settled(id) : judgedKey(run, id));
}

function judgedKey(run: Run, id: string): string | undefined {
  const verdict = run.verdicts.get(id);
  if (verdict?.kind === 'counts') return verdict.record.key;
  return run.steps.get(id)?.optional === true ? WITHOUT : undefined;
}

async function look(run: Run, step: Step, rung: number, { made }: StepRecord): Promise<boolean> {
  const attempt = step.attempts[rung];
  const bound = attempt && bind(run, attempt.params);
  if (attempt === undefined || bound?.ok !== true) return false;
  const permit = await run.looks.enter({ priority: 0, locks: [] });
  if (permit === undefined) return false;
  try {
    return await actionOf(run, attempt).isDone(bound.value, made, lookContext(run.world));
  } finally {
    permit.leave();
  }
}
