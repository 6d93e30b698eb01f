import { err, ok, type Result } from './base/result.js';
import { digest } from './host/digest.js';
import { readJournal } from './host/journal/journal.js';
import type { StepRecord } from './model/journal.js';
import { standing } from './model/keys.js';
import type { Plan } from './model/plan.js';
import type { Standing } from './model/standing.js';
import { stateFolderOf } from './opening/open-machine.js';
import { prepare, type Wish } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';

export interface Status {
  readonly plan: Plan;
  readonly standing: ReadonlyMap<string, Standing>;
  readonly records: ReadonlyMap<string, StepRecord>;
  /** What should be known of the journal itself, such as that it is damaged. */
  readonly notices: readonly string[];
}

/** What the journal of a root says, held against the plan of today. */
export async function statusOf(wish: Wish): Promise<Result<Status, Refusal>> {
  const prepared = await prepare(wish);
  if (!prepared.ok) return prepared;
  const { plan } = prepared.value;
  const journal = await readJournal(stateFolderOf(plan.root));
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  const records = journal.value.records();
  return ok({ plan, standing: standing(plan, records, digest), records, notices: journal.value.notices });
}
