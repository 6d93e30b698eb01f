import { err, ok, type Result } from './base/result.js';
import { digest } from './host/digest.js';
import { readJournal } from './host/journal/journal.js';
import { whoWorksOn, type RunningThere } from './host/run-lock/run-lock.js';
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
  /** The run that works on the root meanwhile. */
  readonly running?: RunningThere;
}

/** What the journal of a root says, held against the plan of today. */
export async function statusOf(wish: Wish): Promise<Result<Status, Refusal>> {
  const prepared = await prepare(wish);
  if (!prepared.ok) return prepared;
  const { plan } = prepared.value;
  const stateFolder = stateFolderOf(plan.root);
  // asked first: a run that ends between the two is in the journal then
  const running = await whoWorksOn(stateFolder);
  const journal = await readJournal(stateFolder);
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  const records = journal.value.records();
  const { notices } = journal.value;
  const stands = standing(plan, records, digest);
  return ok({ plan, standing: stands, records, notices, ...(running !== undefined && { running }) });
}
