import { recordsIn } from './file-record.js';
import { StagedFile } from './staged-file.js';

/** The states of a batch, in the order that it goes through them. */
export const FREE = 0;
/** Its files wait to be written. */
export const READY = 1;
export const TAKEN = 2;

const ROOM = 256 * 1024;
const MOST_WORDS = 8 * 1024;

const BELL = 0;
const WAITING = 1;
const STOP = 2;
const SIGNS = 3;
const FAILED = 4;
const WORDS = 5;
const HEAD = 6;

/** What another thread makes its own view of. */
export interface BatchMemory {
  readonly control: SharedArrayBuffer;
  readonly rooms: SharedArrayBuffer;
  readonly words: SharedArrayBuffer;
}

/** Memory through which one thread hands small files to others, many at a time; all of it is made at once. */
export class FileBatches {
  readonly #control: Int32Array;
  readonly #words: Buffer;
  readonly count: number;

  private constructor(readonly memory: BatchMemory) {
    this.#control = new Int32Array(memory.control);
    this.#words = Buffer.from(memory.words);
    this.count = (memory.control.byteLength / 4 - HEAD) / 2;
  }

  static create(count: number): FileBatches {
    const control = new SharedArrayBuffer((HEAD + count * 2) * 4);
    const rooms = new SharedArrayBuffer(count * ROOM);
    return new FileBatches({ control, rooms, words: new SharedArrayBuffer(MOST_WORDS) });
  }

  static of(memory: BatchMemory): FileBatches {
    return new FileBatches(memory);
  }

  /** Where the records of a batch are. */
  room(batch: number): Buffer {
    return Buffer.from(this.memory.rooms, batch * ROOM, ROOM);
  }

  /** Hands a batch over that has so many bytes of records. */
  handOver(batch: number, bytes: number): void {
    Atomics.store(this.#control, HEAD + this.count + batch, bytes);
    this.#change(batch, FREE, READY);
  }

  /** Takes a batch whose files are to be written. */
  take(): number | undefined {
    return this.find(READY, batch => this.#change(batch, READY, TAKEN));
  }

  /** A batch in that state. */
  find(state: number, isIt: (batch: number) => boolean = () => true): number | undefined {
    for (let batch = 0; batch < this.count; batch++) if (this.#get(HEAD + batch) === state && isIt(batch)) return batch;
    return undefined;
  }

  /** Writes the files of a batch that was taken, and frees it. What hinders that is noted, and ends all writing. */
  write(batch: number, tree: string): void {
    try {
      const records = this.room(batch).subarray(0, this.#get(HEAD + this.count + batch));
      for (const { file, body } of recordsIn(records)) {
        if (this.stopped || this.#get(FAILED) > 0) break;
        const staged = new StagedFile(tree, file);
        try {
          staged.write(body);
          staged.finish();
        } finally {
          staged.close();
        }
        Atomics.add(this.#control, SIGNS, 1);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#change(batch, TAKEN, FREE);
  }

  /** What hindered the writing. */
  get failure(): Error | undefined {
    if (this.#get(FAILED) < 2) return undefined;
    const { message, ...told } = JSON.parse(this.#words.toString('utf8', 0, this.#get(WORDS))) as Error;
    return Object.assign(new Error(message), told);
  }

  /** A number that changes while files are written. */
  get signs(): number {
    return this.#get(SIGNS);
  }

  /** The number of changes so far, to be handed to `waitForMore`. */
  get changes(): number {
    return this.#get(BELL);
  }

  /** Waits until something has changed since; gives false when nothing has for so long. */
  waitForMore(changes: number, ms = Infinity): boolean {
    Atomics.add(this.#control, WAITING, 1);
    const woken = Atomics.wait(this.#control, BELL, changes, ms);
    Atomics.sub(this.#control, WAITING, 1);
    return woken !== 'timed-out';
  }

  /** Whether nobody wants anything written any more. */
  get stopped(): boolean {
    return this.#get(STOP) === 1;
  }

  stop(): void {
    Atomics.store(this.#control, STOP, 1);
    this.#ring();
  }

  #fail(error: unknown): void {
    if (Atomics.compareExchange(this.#control, FAILED, 0, 1) !== 0) return;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const isSystem = error instanceof Error && 'syscall' in error;
    const told = isSystem ? { ...error, message } : { message: (stack ?? message).slice(0, 2000) };
    Atomics.store(this.#control, WORDS, this.#words.write(JSON.stringify(told)));
    Atomics.store(this.#control, FAILED, 2);
  }

  #get(index: number): number {
    return Atomics.load(this.#control, index);
  }

  #change(batch: number, expected: number, state: number): boolean {
    const changed = Atomics.compareExchange(this.#control, HEAD + batch, expected, state) === expected;
    if (changed) this.#ring();
    return changed;
  }

  #ring(): void {
    Atomics.add(this.#control, BELL, 1);
    // who waits after this look has seen the bell's new number, and does not sleep
    if (this.#get(WAITING) > 0) Atomics.notify(this.#control, BELL);
  }
}
