import { join, sep } from 'node:path';
import type { ArchiveEntry, ArchiveParts, Guard } from '../archive-entry.js';
import { archiveEntries } from '../archive-entries.js';
import { archiveFormat, type ArchiveFormat } from '../archive-format.js';
import { BrokenArchive } from '../broken-archive.js';
import type { CondaPackage } from '../conda/conda-package.js';
import { decide, nothingSeen, remember, type Decision, type Limits, type Seen } from './decide.js';
import { Decoding, type DecodingOptions } from '../decode/decoding.js';
import { FileHelpers, type FileHelpersOptions } from './file-helpers.js';
import { BETWEEN_FILES, type Filled, type Filling, type Onlooker } from './filling.js';
import { decodedLimit, limitsFor, tooMuch } from '../limits.js';
import { openArchive } from '../open-archive.js';
import { createSelection, type MemberKind, type Selection } from '../selection.js';
import type { FileToFill } from './staged-file.js';
import { StagedTree } from './staged-tree.js';

/** Thrown while an archive is read when nobody wants it any more. */
export class Cancelled extends Error {}

/** Reads the archive, and puts what is taken of it into a staging folder. Throws. */
export async function fillTree({ request, folder, ...options }: Filling, onlooker: Onlooker): Promise<Filled> {
  const archive = openArchive(request.archive, progressOf(onlooker));
  const limits = limitsFor(archive.size, options.limits);
  const guarded = guarding(limits, onlooker);
  const decoding = new Decoding({ ...guarded, threads: options.threads, decoder: options.decoder, folder });
  const tree = join(folder, 'tree');
  let helpers: FileHelpers | undefined;
  try {
    const format = archiveFormat(request.name, archive.head);
    if (!format.ok) throw new BrokenArchive(format.error);
    helpers = helpersFor(format.value, { threads: options.threads, tree, check: guarded.check });
    const parts = archiveEntries(archive, format.value, { mostEntries: limits.entries, decoding });
    const conda = await condaPackage(format.value);
    const chosen = await createSelection(request);
    const selection = conda?.noting(chosen) ?? chosen;
    const staged = new StagedTree(tree, helpers);
    await stage(parts, staged, { selection, limits, onlooker, conda });
    const rest = () => stopIfCancelled(onlooker);
    const notes = await conda?.settle(tree, { into: request.into, rest });
    return { files: sorted(staged.files).join(BETWEEN_FILES), notes: notes ?? [] };
  } finally {
    decoding.close();
    archive.close();
    helpers?.close();
  }
}

/** Where processors are left beside this thread and those that decode. */
function helpersFor(format: ArchiveFormat, { threads, ...options }: FileHelpersOptions): FileHelpers | undefined {
  const busy = format === 'tar' || format === 'zip' ? 1 : 2;
  const spare = format === 'tar.bz2' ? 0 : Math.min(threads - busy, MOST_WRITERS);
  return spare > 0 ? new FileHelpers({ ...options, threads: spare }) : undefined;
}

/** More would wait for each other in the file system. */
const MOST_WRITERS = 2;

function sorted(files: readonly string[]): readonly string[] {
  return (sep === '/' ? [...files] : files.map(file => file.replaceAll('/', sep))).sort();
}

/** Loaded when used, as all that one kind of archive needs: a small one is unpacked in the time that modules take. */
async function condaPackage(format: ArchiveFormat): Promise<CondaPackage | undefined> {
  if (format !== 'conda' && format !== 'tar.bz2') return undefined;
  const conda = await import('../conda/conda-package.js');
  return new conda.CondaPackage(format);
}

/** Counted in bytes of the archive, since nobody knows beforehand what is in it. */
function progressOf({ progress }: Onlooker): Parameters<typeof openArchive>[1] {
  let done = 0;
  let told = 0;
  return {
    onRead: (bytes, total) => {
      done += bytes;
      if (done - told < TELL_EVERY && done < total) return;
      told = done;
      progress({ phase: 'unpack', done, total, unit: 'bytes' });
    },
  };
}

const TELL_EVERY = 1024 * 1024;

/** What comes out of a decoder is limited, and nobody need wait for the end of it. */
function guarding(limits: Limits, onlooker: Onlooker): Pick<DecodingOptions, 'guard' | 'check' | 'mostBytes'> {
  const mostBytes = decodedLimit(limits);
  let bytes = 0;
  const guard: Guard = function* (pieces) {
    for (const piece of pieces) {
      bytes += piece.length;
      if (bytes > mostBytes) throw tooMuch(mostBytes);
      stopIfCancelled(onlooker);
      yield piece;
    }
  };
  return { guard, mostBytes, check: () => stopIfCancelled(onlooker) };
}

function stopIfCancelled({ isStopped }: Onlooker): void {
  if (isStopped()) throw new Cancelled();
}

interface Staging {
  readonly selection: Selection;
  readonly limits: Limits;
  readonly onlooker: Onlooker;
  readonly conda: CondaPackage | undefined;
}

/** Every member is decided upon by its own name, whether it is taken or not; one that is taken also by the name it gets. */
async function stage(
  parts: ArchiveParts,
  staged: StagedTree,
  { selection, limits, onlooker, conda }: Staging,
): Promise<void> {
  const inArchive = nothingSeen(limits);
  const placed = new Placed(limits);
  const pace = new Pace(onlooker);
  for await (const part of parts) {
    await pace.rest(0);
    for (const entry of conda?.reading(part) ?? part) {
      const decision = decided(entry, inArchive);
      const path = selection.place(decision.path, kindOf(decision));
      if (path === undefined) continue;
      const moved = selection.isWhole ? decision : placed.decide(decision, entry, path);
      const file = staged.add(moved, entry);
      if (file !== undefined) await fill(file, entry.body(), pace);
    }
  }
  const missing = selection.missing();
  if (missing !== undefined) throw new BrokenArchive(missing);
  staged.finish();
}

/** Waits only where it must: a promise for each file would take longer than many files do. */
function fill(file: FileToFill, body: Iterable<Buffer>, pace: Pace): Promise<void> | undefined {
  if (pace.isSlow) return fillSlowly(file, body, pace);
  try {
    for (const piece of body) {
      pace.stopIfCancelled();
      file.write(piece);
    }
    file.finish();
    return undefined;
  } finally {
    file.close();
  }
}

async function fillSlowly(file: FileToFill, body: Iterable<Buffer>, pace: Pace): Promise<void> {
  try {
    for (const piece of body) {
      file.write(piece);
      await pace.rest(piece.length);
    }
    file.finish();
  } finally {
    file.close();
  }
}

/** Gives others a turn now and then, where they need this thread. */
class Pace {
  #since = 0;

  constructor(private readonly onlooker: Onlooker) {}

  get isSlow(): boolean {
    return this.onlooker.sharesThread;
  }

  stopIfCancelled(): void {
    stopIfCancelled(this.onlooker);
  }

  async rest(bytes: number): Promise<void> {
    this.stopIfCancelled();
    this.#since += bytes + LEAST_COUNTED;
    if (!this.isSlow || this.#since < TELL_EVERY / 2) return;
    this.#since = 0;
    await new Promise<void>(resolve => setImmediate(resolve));
  }
}

/** So that many small files give others a turn as well. */
const LEAST_COUNTED = 4096;

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

/** Members that get other names than their own, and so may meet, or lose what they link to. */
class Placed {
  readonly #seen: Seen;
  /** Where files and links were put, by their own paths. */
  readonly #places = new Map<string, string>();

  constructor(limits: Limits) {
    this.#seen = nothingSeen(limits);
  }

  decide(decision: Exclude<Decision, { do: 'refuse' }>, entry: ArchiveEntry, path: string): typeof decision {
    const moved = decided({ ...entry, name: path, target: this.#targetOf(decision, entry) }, this.#seen);
    if (decision.do !== 'mkdir') this.#places.set(decision.path, moved.path);
    return moved;
  }

  /** A hard link follows its file to where that was put. */
  #targetOf(decision: Decision, entry: ArchiveEntry): string | undefined {
    if (decision.do !== 'link' || decision.how === 'symbolic') return entry.target;
    const target = this.#places.get(decision.target);
    if (target === undefined)
      throw new BrokenArchive(`it is a hard link to ${decision.target}, which is not taken`, entry.name);
    return target;
  }
}
