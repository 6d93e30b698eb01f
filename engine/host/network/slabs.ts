import type { Piece } from '../cache/stretch.js';

const SLAB = 1024 * 1024;
/** Less room is not worth a call of the system. */
const LEAST_ROOM = 64 * 1024;
/** One that is filled, one that is written, one between them. */
const MOST_IN_USE = 3;

interface Slab {
  readonly memory: Buffer;
  used: number;
  /** Pieces of it that are not released. */
  lent: number;
}

/** The memory for one body: a few large buffers that are filled again and again, so that its length costs no more. */
export class Slabs {
  readonly #free: Slab[] = [];
  readonly #size: number;
  readonly #leastRoom: number;
  readonly #onRoom: () => void;
  #current: Slab;
  #inUse = 1;

  /** `onRoom` is called when there is room after there was none. */
  constructor(mostBytes: number, onRoom: () => void) {
    this.#size = Math.max(1, Math.min(SLAB, mostBytes));
    // a small body fits into one slab, to its last byte
    this.#leastRoom = this.#size < SLAB ? 1 : LEAST_ROOM;
    this.#onRoom = onRoom;
    this.#current = this.#make();
  }

  /** Whether no more should be asked for. There is room all the same for what comes before the sender has heard of it. */
  get full(): boolean {
    return this.#inUse > MOST_IN_USE;
  }

  /** Where the next bytes are to be put. */
  room(): Buffer {
    const { memory, used } = this.#current;
    return memory.subarray(used);
  }

  /** So many bytes have been put there. */
  filled(bytes: number): Piece {
    const slab = this.#current;
    const piece = slab.memory.subarray(slab.used, slab.used + bytes);
    slab.used += bytes;
    slab.lent += 1;
    if (slab.memory.length - slab.used < this.#leastRoom) this.#turn();
    return { bytes: piece, release: () => this.#release(slab) };
  }

  #turn(): void {
    this.#current = this.#free.pop() ?? this.#make();
    this.#inUse += 1;
  }

  #make(): Slab {
    // shared, so that another thread can hash it
    return { memory: Buffer.from(new SharedArrayBuffer(this.#size)), used: 0, lent: 0 };
  }

  #release(slab: Slab): void {
    slab.lent -= 1;
    if (slab.lent > 0 || slab === this.#current) return;
    slab.used = 0;
    this.#free.push(slab);
    const wasFull = this.full;
    this.#inUse -= 1;
    if (wasFull && !this.full) this.#onRoom();
  }
}
