import { err, ok, type Result } from './base/result.js';
import { checkAgain, type CheckedStep } from './execute/check-again.js';
import { readJournal } from './host/journal/journal.js';
import type { Event } from './model/event.js';
import type { Plan } from './model/plan.js';
import { openMachine, stateFolderOf, type MachineOptions } from './opening/open-machine.js';
import { prepare, type Wish } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import { newRunName } from './opening/run-name.js';
import { distrust, type Accept } from './opening/trust.js';

export type VerifyOptions = Omit<MachineOptions, 'platform' | 'root'> & {
  readonly signal: AbortSignal;
  readonly onEvent: (event: Event) => void;
  readonly onChecked: (checked: CheckedStep) => void;
  /** Checks run programs that a manifest names. */
  readonly accept?: Accept;
};

export interface Verified {
  readonly plan: Plan;
  readonly checked: readonly CheckedStep[];
}

/** Runs every check of what is installed again. Changes nothing but the logs. */
export async function verifyRoot(wish: Wish, options: VerifyOptions): Promise<Result<Verified, Refusal>> {
  const prepared = await prepare(wish);
  if (!prepared.ok) return prepared;
  const { plan } = prepared.value;
  const refusal = await distrust(prepared.value, options);
  if (refusal !== undefined) return err(refusal);
  const journal = await readJournal(stateFolderOf(plan.root));
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  const run = newRunName();
  const machine = openMachine({
    ...options,
    platform: plan.platform,
    root: plan.root,
    userAgents: plan.userAgents,
    run,
  });
  const readOnly = {
    records: () => journal.value.records(),
    last: () => journal.value.records(),
    append: async () => ok(),
  };
  const world = { ...machine, journal: readOnly, emit: options.onEvent };
  return ok({ plan, checked: await checkAgain(plan, world, { ...options, run }) });
}
