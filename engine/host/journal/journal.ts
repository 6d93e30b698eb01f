import { hash } from 'node:crypto';
import { constants, writeSync } from 'node:fs';
import { copyFile, open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Journal, JournalEntry, StepRecord } from '../../model/journal.js';
import type { Clock } from '../../model/ports.js';
import { JournalState } from './journal-state.js';
import { entryLine, parseJournal, VERSION_LINE, type JournalText } from './journal-text.js';
import { makeFolder } from '../files/make-folder.js';
import { systemCode } from '../system-code.js';

export interface JournalView {
  records(): ReadonlyMap<string, StepRecord>;
  /** Everything, in the order in which it was written. */
  history(): readonly JournalEntry[];
  /** What a user should know about the state in which the file was found. */
  readonly notices: readonly string[];
}

export interface OpenJournal extends Journal, JournalView {
  close(): Promise<void>;
}

/** The journal as it stands, for commands that only look: writes nothing, and takes no journal for an empty one. */
export async function readJournal(stateFolder: string): Promise<Result<JournalView, Failure>> {
  const path = journalPath(stateFolder);
  const read = await readBytes(path);
  if (!read.ok) return read;
  const text = parseJournal(read.value);
  if (text.state === 'newer') return err(newerJournal(path));
  const notices = text.state === 'damaged' ? [`${path} is damaged: what stands after the damage is not counted`] : [];
  const state = new JournalState(text.entries);
  return ok({ records: () => state.records, history: () => state.entries, notices });
}

/** Opens the journal to append to it; the caller holds the run lock. A torn end is cut off, a damaged file is kept beside it. */
export async function openJournal(stateFolder: string, clock: Clock): Promise<Result<OpenJournal, Failure>> {
  const path = journalPath(stateFolder);
  const read = await readBytes(path);
  if (!read.ok) return read;
  const text = parseJournal(read.value);
  if (text.state === 'newer') return err(newerJournal(path));
  try {
    await makeFolder(stateFolder);
    const notices = text.state === 'damaged' ? [await setAside(path, clock)] : [];
    const file = await open(path, constants.O_CREAT | constants.O_RDWR | constants.O_APPEND, 0o644);
    try {
      return ok(new AppendableJournal({ path, file, size: await mend(file, text) }, text.entries, notices));
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    return err({ kind: 'file', operation: 'open', path, code: systemCode(error) });
  }
}

/** What the whole journal is known by; undefined where there is none. */
export async function journalDigest(stateFolder: string): Promise<string | undefined> {
  const read = await readBytes(journalPath(stateFolder));
  return read.ok && read.value.length > 0 ? hash('sha256', read.value, 'hex') : undefined;
}

function journalPath(stateFolder: string): string {
  return join(stateFolder, 'journal.ndjson');
}

async function readBytes(path: string): Promise<Result<Buffer, Failure>> {
  try {
    return ok(await readFile(path));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok(Buffer.alloc(0));
    return err({ kind: 'file', operation: 'read', path, code });
  }
}

function newerJournal(path: string): Failure {
  const rule = 'a journal of a newer version is left alone';
  return { kind: 'policy', rule, detail: `${path} was written by a newer version of this program` };
}

async function setAside(path: string, clock: Clock): Promise<string> {
  const kept = path.replace(/\.ndjson$/, `.damaged-${clock.now()}.ndjson`);
  await copyFile(path, kept);
  return `${path} was damaged: what stands before the damage is kept, the damaged file is ${kept}`;
}

/** Cuts what is not good off the end, writes the version line where there is none, and gives the size. */
async function mend(file: FileHandle, text: JournalText): Promise<number> {
  if (text.state !== 'whole') await file.truncate(text.goodBytes);
  if (text.goodBytes === 0) await file.appendFile(`${VERSION_LINE}\n`);
  if (text.state !== 'whole' || text.goodBytes === 0) await file.sync();
  return (await file.stat()).size;
}

interface Waiting {
  readonly entry: JournalEntry;
  readonly settle: (result: Result<undefined, Failure>) => void;
}

class AppendableJournal implements OpenJournal {
  readonly notices: readonly string[];
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #state: JournalState;
  /** Bytes of the file that are known to be whole lines. */
  #size: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #broken: Failure | undefined;

  constructor(
    file: { readonly path: string; readonly file: FileHandle; readonly size: number },
    entries: readonly JournalEntry[],
    notices: readonly string[],
  ) {
    this.#path = file.path;
    this.#file = file.file;
    this.#size = file.size;
    this.#state = new JournalState(entries);
    this.notices = notices;
  }

  records(): ReadonlyMap<string, StepRecord> {
    return this.#state.records;
  }

  last(): ReadonlyMap<string, StepRecord> {
    return this.#state.last;
  }

  history(): readonly JournalEntry[] {
    return this.#state.entries;
  }

  append(entry: JournalEntry): Promise<Result<undefined, Failure>> {
    return new Promise(settle => {
      this.#waiting.push({ entry, settle });
      this.#writing ??= this.#writeAll();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#broken ??= this.#failure('append to', 'EBADF');
    await this.#file.close();
  }

  /** Entries that come while others are being written share the next write and its fsync. */
  async #writeAll(): Promise<void> {
    // So that `#writing` is set before this can end, and entries of one turn share one write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const written = this.#broken === undefined ? await this.#write(batch) : err(this.#broken);
      for (const { entry, settle } of batch) {
        if (written.ok) this.#state.add(entry);
        settle(written);
      }
    }
    this.#writing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<Result<undefined, Failure>> {
    const bytes = Buffer.from(batch.map(({ entry }) => `${entryLine(entry)}\n`).join(''), 'utf8');
    try {
      writeAll(this.#file.fd, bytes);
    } catch (error) {
      // Half a line may stand there now; without cutting it off, later lines would count as damage.
      await this.#file.truncate(this.#size).catch((second: unknown) => this.#break(second));
      return err(this.#failure('append to', systemCode(error)));
    }
    try {
      if (!batch.every(({ entry }) => this.#mayBeLost(entry))) await this.#file.sync();
    } catch (error) {
      // After a failed fsync nobody knows what the disk holds, so nothing more may be called durable.
      return err(this.#break(error));
    }
    this.#size += bytes.length;
    return ok();
  }

  /** In a power cut: without it the journal says the same of every step. It is durable with whatever is so next. */
  #mayBeLost(entry: JournalEntry): boolean {
    return entry.type === 'run-started' || (entry.type === 'step-begun' && !this.#state.records.has(entry.step));
  }

  #break(error: unknown): Failure {
    this.#broken = this.#failure('append to', systemCode(error));
    return this.#broken;
  }

  #failure(operation: string, code: string): Failure {
    return { kind: 'file', operation, path: this.#path, code };
  }
}

/** Some bytes into the system's memory: to hand them to another thread takes longer. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
