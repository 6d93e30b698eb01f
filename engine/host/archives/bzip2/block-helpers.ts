import { startThread } from '../../start-thread.js';
import type { BitWindow } from './bit-window.js';
import { BlockSlots, DONE, FAILED, FREE, MOST_BITS, PART, READY, TAKEN } from './block-slots.js';
import { checkSum, checkWords, inThread, type DecodeBlock, type ToldBlock } from './decode-block.js';
import { PlacesAhead, type Place } from '../write/places-ahead.js';

/** A block takes a second at the very most; a thread that needs so much longer is no more, and what it had is decoded here. */
const PATIENCE = 10_000;
const PIECE = 2 ** 20;

export interface HelpersOptions {
  readonly threads: number;
  /** Milliseconds. */
  readonly patience?: number;
  readonly start?: typeof startThread;
}

/**
 * Threads that decode, ahead of time, what looks like the next blocks. Whoever reads the stream goes from block to block and asks
 * for each one by its place: what a thread has made of the bits from just there is taken; what none has, or none could,
 * is decoded here. So a mark that is none costs a little time, and every verdict is that of reading one block after the other.
 * Waits by blocking its thread: not for the main one.
 */
export class BlockHelpers {
  readonly #slots: BlockSlots;
  readonly #places: PlacesAhead;
  readonly #decodeHere = inThread();
  readonly #piece = Buffer.allocUnsafe(PIECE);
  /** The first bit of a block → its slot. */
  readonly #given = new Map<number, number>();
  readonly #free: number[];
  /** Slots whose blocks are not wanted, while a thread is still busy with them. */
  readonly #unwanted = new Set<number>();
  #turn = 0;
  #started = false;

  constructor(private readonly options: HelpersOptions) {
    const count = 2 * options.threads + 1;
    this.#slots = BlockSlots.create(count);
    this.#free = Array.from({ length: count }, (_, slot) => slot);
    this.#places = new PlacesAhead(count * MOST_BITS);
  }

  /** Decodes the block at the input's position. */
  readonly decode: DecodeBlock = (input, told) => this.#decode(input, told);

  /** Lets the threads end. */
  close(): void {
    this.#slots.stop();
  }

  *#decode(input: BitWindow, told: ToldBlock): Generator<Buffer, void> {
    const here = input.bit;
    for (const [from, slot] of this.#given) if (from < here) this.#giveUp(from, slot);
    if (!this.#given.has(here)) this.#places.startAt(here);
    this.#fill(input);
    const slot = this.#given.get(here);
    if (slot === undefined || !this.#isDecoded(here, slot)) return yield* this.#decodeHere(input, told);
    checkWords(this.#slots.get(slot, 'words'), told);
    let given = 0;
    while (this.#slots.state(slot) === PART) {
      const piece = this.#copy(slot);
      given += piece.length;
      this.#slots.change(slot, PART, TAKEN);
      yield piece;
      if (this.#slots.waitWhile(slot, TAKEN, this.#patience) && this.#slots.state(slot) !== FAILED) continue;
      this.#giveUp(here, slot);
      return yield* behind(given, this.#decodeHere(input, told));
    }
    checkSum(this.#slots.get(slot, 'crc') >>> 0, told);
    const piece = this.#copy(slot);
    input.skip(this.#slots.get(slot, 'end') - this.#slots.get(slot, 'from'));
    this.#giveUp(here, slot);
    this.#fill(input);
    yield piece;
  }

  get #patience(): number {
    return this.options.patience ?? PATIENCE;
  }

  /** Waits for the thread that has the block; gives false where it is better decoded here, and takes the slot away then. */
  #isDecoded(from: number, slot: number): boolean {
    const slots = this.#slots;
    // where no thread has begun with it, all are busy, or there is none
    if (!slots.change(slot, READY, FREE)) {
      const isOver = slots.waitWhile(slot, TAKEN, this.#patience);
      if (isOver && slots.state(slot) !== FAILED) return true;
    }
    this.#giveUp(from, slot);
    return false;
  }

  #copy(slot: number): Buffer {
    const filled = this.#slots.get(slot, 'filled');
    this.#piece.set(this.#slots.output(slot).subarray(0, filled));
    return this.#piece.subarray(0, filled);
  }

  #giveUp(from: number, slot: number): void {
    this.#given.delete(from);
    this.#unwanted.add(slot);
    this.#reclaim();
  }

  /** Slots that nobody wants are free as soon as no thread is busy with them. */
  #reclaim(): void {
    for (const slot of this.#unwanted) {
      const isFree = [FREE, READY, PART, DONE, FAILED].some(state => this.#slots.change(slot, state, FREE));
      if (!isFree) continue;
      this.#unwanted.delete(slot);
      this.#free.push(slot);
    }
  }

  /** Gives every free slot the next block, as far as blocks are found. */
  #fill(input: BitWindow): void {
    this.#reclaim();
    while (this.#free.length > 0) {
      const place = this.#places.next(input);
      if (place === undefined) return;
      if (place.to - place.from <= (MOST_BITS - 1) * 8 && !this.#given.has(place.from)) this.#give(place, input);
      if (!this.#started && place.from !== input.bit) this.#start();
    }
  }

  #give({ from, to }: Place, input: BitWindow): void {
    const slot = this.#free.shift();
    if (slot === undefined) return;
    const first = Math.floor(from / 8);
    const bits = input.bytes.subarray(first - input.from, Math.ceil(to / 8) - input.from);
    this.#slots.input(slot).set(bits);
    this.#slots.set(slot, 'from', from - first * 8);
    this.#slots.set(slot, 'to', to - first * 8);
    this.#slots.set(slot, 'turn', this.#turn++);
    this.#given.set(from, slot);
    this.#slots.change(slot, FREE, READY);
  }

  /** Without them all is decoded here, so what hinders them is no failure. */
  #start(): void {
    this.#started = true;
    try {
      for (let thread = 0; thread < this.options.threads; thread++)
        (this.options.start ?? startThread)('block-worker', { memory: this.#slots.memory })
          .on('error', () => undefined)
          .unref();
    } catch {
      // as many as could be started
    }
  }
}

/** The bytes but for the first so many, of a block that is decoded once more. */
function* behind(given: number, pieces: Iterable<Buffer>): Generator<Buffer, void> {
  let left = given;
  for (const piece of pieces) {
    const from = Math.min(left, piece.length);
    left -= from;
    if (from < piece.length) yield piece.subarray(from);
  }
}
