import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Unpacked, UnpackRequest, Watch } from '../../model/ports.js';
import { makeFolder } from '../make-folder.js';
import type { ArchiveEntry } from './archive-entry.js';
import { archiveEntries } from './archive-entries.js';
import { archiveFormat } from './archive-format.js';
import { BrokenArchive } from './broken-archive.js';
import { CondaPackage } from './conda/conda-package.js';
import type { Guard } from './conda-entries.js';
import { decide, nothingSeen, remember, type Decision, type Limits, type Seen } from './decide.js';
import { decodedLimit, limitsFor } from './limits.js';
import { mergeInto } from './merge-into.js';
import { openArchive } from './open-archive.js';
import { createSelection, type MemberKind, type Selection } from './selection.js';
import { StagedTree } from './staged-tree.js';

/** Thrown while an archive is read when nobody wants it any more. */
export class Cancelled extends Error {}

export interface Unpacking {
  readonly limits: Limits;
  readonly staging?: string;
}

/** Reads the archive, stages what is taken of it, and moves that into place. Throws; whatever happens, nothing is left beside. */
export async function unpackAll(request: UnpackRequest, watch: Watch, options: Unpacking): Promise<Unpacked> {
  const into = await realpath(request.into).catch(() => request.into);
  const archive = openArchive(request.archive, progressOf(watch));
  try {
    const format = archiveFormat(request.name, archive.head);
    if (!format.ok) throw new BrokenArchive(format.error);
    const limits = limitsFor(archive.size, options.limits);
    const entries = archiveEntries(archive, format.value, {
      mostEntries: limits.entries,
      guard: guardFor(limits, watch),
    });
    const conda = new CondaPackage(format.value);
    const selection = conda.noting(await createSelection(request));
    const staged = await StagedTree.create(await stagingFor(into, options.staging));
    let notes: readonly string[];
    try {
      await stage(conda.reading(entries), staged, { selection, limits, watch });
      notes = await conda.settle(staged.tree, { into: request.into, rest: () => stopIfCancelled(watch) });
      await mergeInto(into, staged.tree, { aside: join(staged.folder, 'replaced') });
    } finally {
      // what stays is swept with all that is staged, and says nothing of what was unpacked
      await staged.remove().catch(() => undefined);
    }
    return { files: staged.files.map(file => join(into, file)).sort(), ...(notes.length > 0 && { notes }) };
  } finally {
    archive.close();
  }
}

/** Counted in bytes of the archive, since nobody knows beforehand what is in it. */
function progressOf(watch: Watch): Parameters<typeof openArchive>[1] {
  let done = 0;
  let told = 0;
  return {
    onRead: (bytes, total) => {
      done += bytes;
      if (done - told < TELL_EVERY && done < total) return;
      told = done;
      watch.progress({ phase: 'unpack', done, total, unit: 'bytes' });
    },
  };
}

const TELL_EVERY = 1024 * 1024;

/** A folder on the volume of the target: the engine's own when it is there, else the target, else the nearest folder above. */
async function stagingFor(into: string, staging: string | undefined): Promise<string> {
  let nearest = into;
  while (!(await isFolder(nearest))) nearest = dirname(nearest);
  if (staging === undefined) return nearest;
  await makeFolder(staging);
  const [there, here] = await Promise.all([lstat(staging), lstat(nearest)]);
  return there.dev === here.dev ? staging : nearest;
}

async function isFolder(path: string): Promise<boolean> {
  if (dirname(path) === path) return true;
  return lstat(path).then(
    stat => stat.isDirectory(),
    () => false,
  );
}

/** What comes out of a decoder: limited, and with a turn for everyone else now and then, since decoding waits for nothing. */
function guardFor(limits: Limits, { signal }: Watch): Guard {
  const most = decodedLimit(limits);
  let bytes = 0;
  let turn = 0;
  return async function* (pieces) {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > most) throw new BrokenArchive(`the archive unpacks to more than ${most} bytes`);
      if (bytes - turn > TELL_EVERY / 2) {
        turn = bytes;
        await nextTurn();
      }
      if (signal.aborted) throw new Cancelled();
      yield piece;
    }
  };
}

function stopIfCancelled({ signal }: Watch): void {
  if (signal.aborted) throw new Cancelled();
}

interface Staging {
  readonly selection: Selection;
  readonly limits: Limits;
  readonly watch: Watch;
}

/** Every member is decided upon by its own name, whether it is taken or not; one that is taken also by the name it gets. */
async function stage(
  entries: AsyncIterable<ArchiveEntry>,
  staged: StagedTree,
  { selection, limits, watch }: Staging,
): Promise<void> {
  const inArchive = nothingSeen(limits);
  const inTarget = nothingSeen(limits);
  const placed = new Map<string, string>();
  for await (const entry of entries) {
    if (watch.signal.aborted) throw new Cancelled();
    const decision = decided(entry, inArchive);
    const path = selection.place(decision.path, kindOf(decision));
    if (path === undefined) continue;
    const moved = decided({ ...entry, name: path, ...targetOf(decision, entry, placed) }, inTarget);
    if (decision.do !== 'mkdir') placed.set(decision.path, moved.path);
    await staged.add(moved, entry);
  }
  const missing = selection.missing();
  if (missing !== undefined) throw new BrokenArchive(missing);
  await staged.finish();
}

function decided(entry: ArchiveEntry, seen: Seen): Exclude<Decision, { do: 'refuse' }> {
  const decision = decide(entry, seen);
  if (decision.do === 'refuse') throw new BrokenArchive(decision.reason, entry.name);
  remember(decision, entry.size, seen);
  return decision;
}

function kindOf(decision: Exclude<Decision, { do: 'refuse' }>): MemberKind {
  if (decision.do === 'mkdir') return 'folder';
  return decision.do === 'link' && decision.how === 'symbolic' ? 'link' : 'file';
}

/** A hard link follows its file to where that was put. */
function targetOf(
  decision: Decision,
  entry: ArchiveEntry,
  placed: ReadonlyMap<string, string>,
): { readonly target?: string } {
  if (decision.do !== 'link' || decision.how === 'symbolic') return {};
  const target = placed.get(decision.target);
  if (target === undefined)
    throw new BrokenArchive(`it is a hard link to ${decision.target}, which is not taken`, entry.name);
  return { target };
}
