import { err, ok, type Result } from './base/result.js';
import { clock } from './host/clock.js';
import { openFiles } from './host/files/files.js';
import { openJournal, readJournal, type JournalView, type OpenJournal } from './host/journal/journal.js';
import { JournalState, startOf } from './host/journal/journal-state.js';
import type { LockHolder } from './host/run-lock/holder.js';
import { stagingFolder, tidyUp, wasCutShort } from './host/tidy-up.js';
import { endExchange } from './host/way-back/exchange.js';
import { ASIDE, keptBefore, readKept, type Kept } from './host/way-back/kept-store.js';
import { stateFolderOf } from './opening/open-machine.js';
import type { Refusal } from './opening/refusal.js';
import { withRunLock, type Patience } from './opening/with-run-lock.js';
import { change } from './way-back.js';

export interface RollbackOptions {
  readonly holder: LockHolder;
  readonly cacheFolder: string;
  readonly onNotice: (text: string) => void;
  readonly patience?: Patience;
}

/** An environment that can come back, as it is listed. */
export interface KeptEnvironment {
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: 'earlier' | 'put aside';
  readonly manifest: string;
  readonly profile: string;
  /** Below the root: what comes back; all else is as it was. */
  readonly units: readonly string[];
}

export interface RolledBack {
  readonly back: KeptEnvironment;
  /** The run whose work stood until now: by this name it can come back. */
  readonly leaving: string;
}

/** What there is to go back to, the newest first; what a way back has put aside comes last. */
export async function keptEnvironments(root: string): Promise<Result<readonly KeptEnvironment[], Refusal>> {
  const stateFolder = stateFolderOf(root);
  const journal = await readJournal(stateFolder);
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  return ok(await listed(stateFolder, journal.value));
}

/** Brings the previous environment back, with its journal; what stands now is put aside in its turn. */
export async function rollback(
  root: string,
  run: string | undefined,
  options: RollbackOptions,
): Promise<Result<RolledBack, Refusal>> {
  const stateFolder = stateFolderOf(root);
  const files = openFiles({ writable: [root], staging: stagingFolder(stateFolder) });
  if ((await files.stat(stateFolder)) === undefined) return err(nothing(root, run, []));
  return withRunLock(root, options, async () => {
    const journal = await openJournal(stateFolder, clock);
    if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
    journal.value.notices.forEach(options.onNotice);
    try {
      const cutShort = wasCutShort(journal.value.history());
      await tidyUp({ stateFolder, cacheFolder: options.cacheFolder }, journal.value.history());
      const ended = await endExchange({ root, stateFolder, files, journal: journal.value });
      if (!ended.ok) return err({ kind: 'failure', failure: ended.error });
      if (cutShort) await closeRun(journal.value);
      return await goBack(root, run, { journal: journal.value, files });
    } finally {
      await journal.value.close();
    }
  });
}

async function goBack(
  root: string,
  run: string | undefined,
  { journal, files }: { readonly journal: OpenJournal; readonly files: ReturnType<typeof openFiles> },
): Promise<Result<RolledBack, Refusal>> {
  const stateFolder = stateFolderOf(root);
  const [newest] = await keptBefore(stateFolder);
  const aside = await readKept(stateFolder, ASIDE);
  const kept = run === undefined || run === newest?.run ? newest : run === aside?.run ? aside : undefined;
  const { at: leaving } = new JournalState(journal.history());
  if (kept === undefined || leaving === undefined) return err(nothing(root, run, await listed(stateFolder, journal)));
  const way = kept === aside ? { from: ASIDE, into: leaving } : { from: kept.run, into: ASIDE };
  const back = describe(kept, kept === aside ? 'put aside' : 'earlier', journal);
  const changed = await change({ ...way, kept, leaving }, { root, stateFolder, files, journal }, journal);
  return changed.ok ? ok({ back, leaving }) : err({ kind: 'failure', failure: changed.error });
}

/** A run that was killed has not said how it ended; what it left is to have a name. */
async function closeRun(journal: OpenJournal): Promise<void> {
  const last = journal.history().findLast(({ type }) => type === 'run-started');
  if (last?.type === 'run-started') {
    await journal.append({ type: 'run-finished', run: last.run, at: clock.now(), result: 'killed' });
  }
}

async function listed(stateFolder: string, journal: JournalView): Promise<readonly KeptEnvironment[]> {
  const before = await keptBefore(stateFolder);
  const aside = await readKept(stateFolder, ASIDE);
  return [
    ...before.map(kept => describe(kept, 'earlier', journal)),
    ...(aside === undefined ? [] : [describe(aside, 'put aside', journal)]),
  ];
}

function describe({ run, units }: Kept, kind: KeptEnvironment['kind'], journal: JournalView): KeptEnvironment {
  const facts = startOf(journal.history(), run) ?? { manifest: '?', profile: '?', at: 0 };
  return { run, at: facts.at, kind, manifest: facts.manifest, profile: facts.profile, units };
}

function nothing(root: string, run: string | undefined, known: readonly KeptEnvironment[]): Refusal {
  const reason =
    run === undefined ? `no earlier environment is kept in ${root}` : `nothing of the run ${run} is kept in ${root}`;
  const runs = known.map(one => one.run);
  const help =
    runs.length === 0
      ? 'one is kept when a run changes an environment that is in use'
      : `what can come back: ${runs.join(', ')}`;
  return { kind: 'host', reason, help };
}
