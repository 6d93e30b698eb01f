import { Silence } from '../../silence.js';

const ROOM = 256 * 1024;
const ROOMS = 32;
const HEAD = 11;
const MOST_WORDS = 8 * 1024;

const WRITTEN = 0;
const READ = 1;
const END = 2;
const BELL = 3;
const STOP = 4;
const PROGRESS = 5;
const WORDS = 6;
const WAITING = 7;
const SIGNS = 8;
const IS_READING = 9;
const ORDERED = 10;

/** How what is written came to its end. */
export const ENDED = 1;
/** What went wrong is told. */
export const FAILED = 2;

/** What another thread makes its own view of. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly rooms: SharedArrayBuffer;
  readonly words: SharedArrayBuffer;
}

/** Memory through which one thread hands bytes to another, each waiting by blocking; all of it is made at once. */
export class PieceRing {
  readonly #control: Int32Array;
  readonly #rooms: Buffer;
  readonly #words: Buffer;
  /** Whether a room is being read, which nobody may write to. */
  #isReading = false;
  /** Bytes in the room that is being written to. */
  #filled = 0;

  private constructor(readonly memory: RingMemory) {
    this.#control = new Int32Array(memory.control);
    this.#rooms = Buffer.from(memory.rooms);
    this.#words = Buffer.from(memory.words);
  }

  static create(): PieceRing {
    const control = new SharedArrayBuffer((HEAD + ROOMS) * 4);
    const rooms = new SharedArrayBuffer(ROOMS * ROOM);
    return new PieceRing({ control, rooms, words: new SharedArrayBuffer(MOST_WORDS) });
  }

  static of(memory: RingMemory): PieceRing {
    return new PieceRing(memory);
  }

  /** Tells the writer what is wanted, once. */
  order(what: string): void {
    Atomics.store(this.#control, ORDERED, this.#words.write(what));
    this.#ring();
  }

  /** Waits until it is told what is wanted; undefined when nothing is, any more. */
  takeOrder(): string | undefined {
    if (!this.#waitUntil(() => this.#get(ORDERED) > 0)) return undefined;
    return Buffer.from(this.#words.subarray(0, this.#get(ORDERED))).toString('utf8');
  }

  /** Hands bytes over, a full room at a time; gives false when nobody wants them any more. */
  write(bytes: Uint8Array): boolean {
    Atomics.add(this.#control, SIGNS, 1);
    for (let at = 0; at < bytes.length;) {
      if (this.#filled === 0 && !this.#waitUntil(() => this.#get(WRITTEN) - this.#get(READ) < ROOMS)) return false;
      const part = bytes.subarray(at, at + ROOM - this.#filled);
      this.#rooms.set(part, (this.#get(WRITTEN) % ROOMS) * ROOM + this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === ROOM) this.#handOver();
    }
    return true;
  }

  /** All is written; or else what went wrong, in words that the reader gets behind the last piece. */
  end(failure?: string): void {
    if (this.#filled > 0) this.#handOver();
    if (failure !== undefined) Atomics.store(this.#control, WORDS, this.#words.write(failure));
    Atomics.store(this.#control, END, failure === undefined ? ENDED : FAILED);
    this.#ring();
  }

  get failure(): string {
    return Buffer.from(this.#words.subarray(0, this.#get(WORDS))).toString('utf8');
  }

  /** The next piece, valid until the next call; the number that tells how it ended; undefined when the writer is silent for so long. */
  read(mostSilentMs: number, check: () => void = () => undefined): Buffer | number | undefined {
    if (this.#isReading) this.#step(READ);
    this.#isReading = false;
    const isThere = () => this.#get(WRITTEN) > this.#get(READ) || this.#get(END) !== 0;
    if (!this.#waitUntil(isThere, { silence: new Silence(mostSilentMs), check })) return undefined;
    if (this.#get(WRITTEN) === this.#get(READ)) return this.#get(END);
    const room = this.#get(READ) % ROOMS;
    this.#isReading = true;
    return this.#rooms.subarray(room * ROOM, room * ROOM + this.#get(HEAD + room));
  }

  /** What the writer decodes: each piece that it gets is a sign of life, and to wait for a disk is none of death. */
  *reading(pieces: Iterable<Buffer>): Generator<Buffer> {
    const source = pieces[Symbol.iterator]();
    try {
      for (;;) {
        Atomics.store(this.#control, IS_READING, 1);
        const next = source.next();
        Atomics.store(this.#control, IS_READING, 0);
        Atomics.add(this.#control, SIGNS, 1);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      source.return?.();
    }
  }

  /** Tells of bytes of the archive that were read. */
  addProgress(bytes: number): void {
    Atomics.add(this.#control, PROGRESS, bytes);
  }

  /** Those told of since the last time. */
  takeProgress(): number {
    return Atomics.exchange(this.#control, PROGRESS, 0);
  }

  /** Nothing more is wanted. */
  stop(): void {
    Atomics.store(this.#control, STOP, 1);
    this.#ring();
  }

  #handOver(): void {
    Atomics.store(this.#control, HEAD + (this.#get(WRITTEN) % ROOMS), this.#filled);
    this.#filled = 0;
    this.#step(WRITTEN);
  }

  #get(index: number): number {
    return Atomics.load(this.#control, index);
  }

  #step(index: number): void {
    Atomics.add(this.#control, index, 1);
    this.#ring();
  }

  #ring(): void {
    Atomics.add(this.#control, BELL, 1);
    // who waits after this look has seen the bell's new number, and does not sleep
    if (this.#get(WAITING) > 0) Atomics.notify(this.#control, BELL);
  }

  /** Gives false when it was stopped, or when the other thread is silent for too long; `check` is called now and then. */
  #waitUntil(isSo: () => boolean, { silence, check }: Waiting = {}): boolean {
    for (;;) {
      const bell = this.#get(BELL);
      if (this.#get(STOP) === 1) return false;
      if (isSo()) return true;
      const since = performance.now();
      Atomics.add(this.#control, WAITING, 1);
      const woken = Atomics.wait(this.#control, BELL, bell, silence?.everyMs ?? Infinity);
      Atomics.sub(this.#control, WAITING, 1);
      if (woken !== 'timed-out') continue;
      check?.();
      const onDisk = this.#get(IS_READING) === 1;
      if (silence?.looked(performance.now() - since, this.#get(SIGNS), { onDisk }) === true) return false;
    }
  }
}

interface Waiting {
  readonly silence?: Silence;
  readonly check?: () => void;
}
