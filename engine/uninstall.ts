import { ownedFolders } from './actions/owned-folder.js';
import { err, ok, type Result } from './base/result.js';
import { clock } from './host/clock.js';
import { openFiles } from './host/files/files.js';
import { openJournal, readJournal, type OpenJournal } from './host/journal/journal.js';
import { isMissing, wasRootMade } from './host/files/made-root.js';
import { paths } from './host/files/paths.js';
import { holds } from './host/way-back/keeping-what-worked.js';
import { removeEmptyFolder, removeFolderEndingWith, removeMade } from './host/files/remove-made.js';
import type { LockHolder } from './host/run-lock/holder.js';
import { tidyUp } from './host/tidy-up.js';
import type { JournalEntry } from './model/journal.js';
import type { LeftPiece, MadePiece, Removal } from './model/removal.js';
import { stateFolderOf } from './opening/open-machine.js';
import type { Refusal } from './opening/refusal.js';
import { findForeign, NOT_OURS } from './remove/find-foreign.js';
import { findRemoval } from './remove/find-removal.js';
import { madePaths, usedEnvironments } from './remove/made-paths.js';
import { failureLine } from './report/failure-text.js';
import { withRunLock } from './opening/with-run-lock.js';

export interface UninstallOptions {
  readonly holder: LockHolder;
  readonly cacheFolder: string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Asked once, about everything that is not known to be as it was made; those that are to go. */
  readonly ask: (doubtful: readonly MadePiece[]) => Promise<readonly MadePiece[]>;
  readonly onNotice: (text: string) => void;
}

/** What was done; of a dry run, what would be. */
export interface Uninstalled {
  readonly root: string;
  readonly removed: readonly MadePiece[];
  /** Asked about in a dry run, where nobody is asked. */
  readonly doubtful: readonly MadePiece[];
  /** Folders that were left with nothing in them, and removed. */
  readonly emptied: readonly string[];
  readonly left: readonly LeftPiece[];
  /** Where the journal was; absent where it stays because something of ours does. */
  readonly state?: string;
  /** The root itself goes, since the install made it and nothing else is in it. */
  readonly withRoot: boolean;
  readonly interrupted: boolean;
}

/**
 * Removes what the journal says was made, and only that. The journal goes last, so whenever this is cut short, the same
 * command ends it; and it says first of all that nothing counts as done any more.
 */
export async function uninstall(
  root: string,
  options: UninstallOptions,
): Promise<Result<Uninstalled | undefined, Refusal>> {
  const stateFolder = stateFolderOf(root);
  const found = await readJournal(stateFolder);
  if (!found.ok) return err({ kind: 'failure', failure: found.error });
  const files = openFiles({ writable: [root] });
  if ((await files.stat(stateFolder))?.kind !== 'folder') return ok(undefined);
  if (options.dryRun) {
    const removal = await lookAt(root, found.value.history());
    return ok(await foreseen(root, removal));
  }
  return withRunLock(root, options, async () => {
    const removed = await withJournal(root, options);
    return removed.ok ? ok(await withoutState(removed.value)) : removed;
  });
}

async function withJournal(root: string, options: UninstallOptions): Promise<Result<Uninstalled, Refusal>> {
  const stateFolder = stateFolderOf(root);
  const journal = await openJournal(stateFolder, clock);
  if (!journal.ok) return err({ kind: 'failure', failure: journal.error });
  journal.value.notices.forEach(options.onNotice);
  try {
    await tidyUp({ stateFolder, cacheFolder: options.cacheFolder }, journal.value.history());
    return await removeAll(root, journal.value, options);
  } finally {
    await journal.value.close();
  }
}

/** The journal is closed by now: elsewhere than on Unix, an open file cannot be removed. */
async function withoutState(done: Uninstalled): Promise<Uninstalled> {
  if (done.interrupted || done.left.some(({ ours, reach }) => ours && reach)) return done;
  const state = stateFolderOf(done.root);
  const isOurs = await wasRootMade(state);
  const removed = await removeFolderEndingWith(state, 'journal.ndjson');
  if (removed.ok) {
    if (isOurs) await removeEmptyFolder(done.root);
    return { ...done, state, withRoot: isOurs && (await isMissing(done.root)) };
  }
  const left = { path: state, reason: failureLine(removed.error), ours: true, reach: true };
  return { ...done, left: [...done.left, left] };
}

async function lookAt(root: string, history: readonly JournalEntry[]): Promise<Removal> {
  const files = openFiles({ writable: [root] });
  const owned = await ownedFolders({ files, paths, root, stateFolder: stateFolderOf(root) });
  const found = await findRemoval({ root, files, paths, made: madePaths(history), owned });
  const ours = new Set(found.pieces.map(({ path }) => path));
  const adopted: LeftPiece[] = [];
  for (const path of usedEnvironments(history)) {
    const isThere = holds(root, path) && !ours.has(path) && (await files.stat(path)) !== undefined;
    if (isThere) adopted.push({ path, reason: NOT_OURS, ours: false, reach: false });
  }
  return { ...found, left: [...found.left, ...adopted] };
}

async function foreseen(root: string, { pieces, left, folders: above }: Removal): Promise<Uninstalled> {
  const doubtful = pieces.filter(({ doubt }) => doubt !== undefined);
  const removed = pieces.filter(({ doubt }) => doubt === undefined);
  const staying = new Set(doubtful.map(({ path }) => path));
  const { folders, foreign } = await findForeign(above, removed, { ...sceneOf(root), staying });
  const stays = doubtful.length > 0;
  const state = stateFolderOf(root);
  const gone = new Set([state, ...folders, ...removed.map(({ path }) => path)]);
  const rest = (await sceneOf(root).list(root)).filter(name => !gone.has(paths.join(root, name)));
  return {
    root,
    removed,
    doubtful,
    emptied: folders,
    left: [...left, ...foreign],
    withRoot: !stays && rest.length === 0 && (await wasRootMade(state)),
    interrupted: false,
    ...(!stays && { state }),
  };
}

async function removeAll(
  root: string,
  journal: OpenJournal,
  options: UninstallOptions,
): Promise<Result<Uninstalled, Refusal>> {
  const { pieces, left, folders: above } = await lookAt(root, journal.history());
  const doubtful = pieces.filter(({ doubt }) => doubt !== undefined);
  const agreed = new Set(doubtful.length === 0 ? [] : await options.ask(doubtful));
  const begun = await journal.append({ type: 'uninstalled', at: clock.now() });
  if (!begun.ok) return err({ kind: 'failure', failure: begun.error });

  const removed: MadePiece[] = [];
  const staying: LeftPiece[] = [];
  for (const piece of pieces) {
    const { path, doubt } = piece;
    if (doubt !== undefined && !agreed.has(piece)) staying.push({ path, reason: doubt, ours: true, reach: true });
    else if (!options.signal.aborted) {
      const gone = await removeMade(path);
      if (gone.ok) removed.push(piece);
      else staying.push({ path, reason: failureLine(gone.error), ours: true, reach: true });
    }
  }
  const interrupted = options.signal.aborted;
  const { folders, caches, foreign } = await findForeign(above, removed, {
    ...sceneOf(root),
    staying: new Set(staying.map(({ path }) => path)),
  });
  if (!interrupted) {
    for (const cache of caches) await removeMade(cache);
    for (const folder of folders) {
      const gone = await removeEmptyFolder(folder);
      if (!gone.ok) staying.push({ path: folder, reason: failureLine(gone.error), ours: true, reach: true });
    }
  }
  const stuck = staying.map(({ path }) => path);
  const isEmptied = (folder: string) => !stuck.some(path => holds(folder, path));
  return ok({
    root,
    removed,
    doubtful: [],
    emptied: interrupted ? [] : folders.filter(isEmptied),
    left: [...staying, ...left, ...(interrupted ? [] : foreign)],
    withRoot: false,
    interrupted,
  });
}

function sceneOf(root: string) {
  const files = openFiles({ writable: [root] });
  return { paths, list: (folder: string) => files.list(folder) };
}
