import { BrokenArchive } from '../broken-archive.js';

const FIRST_SIZE = 2 * 2 ** 20;

/**
 * The part of a stream that is being looked at, in one flat array, with a position counted in bits, most significant first.
 * It is filled from pieces when more is asked for; what lies before the position is dropped.
 */
export class BitWindow {
  readonly #pieces: Iterator<Uint8Array>;
  #bytes = new Uint8Array(FIRST_SIZE);
  /** Number of the first byte kept, and of the byte behind the last one. */
  #from = 0;
  #to = 0;
  #bit = 0;
  #ended = false;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** The bytes from number `from` to before `to`; to be used before the next call. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  /** The position, counted from the start of the stream. */
  get bit(): number {
    return this.#bit;
  }

  /** Whether `to` is the end of the stream. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Fills up until this many bytes lie behind the position, or all there are. */
  reach(count: number): void {
    const wanted = Math.floor(this.#bit / 8) + count;
    while (this.#to < wanted && !this.#ended) this.#take();
  }

  skip(bits: number): void {
    this.#bit += bits;
  }

  /** The next `n` bits as a number; `n` is at most 48. */
  bits(n: number): number {
    this.reach(8);
    if (this.#bit + n > this.#to * 8) throw new BrokenArchive('it ends in the middle');
    const value = bitsAt(this.#bytes, this.#bit - this.#from * 8, n);
    this.#bit += n;
    return value;
  }

  /** Drops the rest of a begun byte. */
  align(): void {
    this.#bit = Math.ceil(this.#bit / 8) * 8;
  }

  /** Whether nothing is left. */
  atEnd(): boolean {
    this.reach(1);
    return this.#bit >= this.#to * 8;
  }

  #take(): void {
    const next = this.#pieces.next();
    if (next.done === true) {
      this.#ended = true;
      return;
    }
    this.#makeRoom(next.value.length);
    this.#bytes.set(next.value, this.#to - this.#from);
    this.#to += next.value.length;
  }

  #makeRoom(count: number): void {
    if (this.#to - this.#from + count <= this.#bytes.length) return;
    const keep = Math.floor(this.#bit / 8);
    const kept = this.#bytes.subarray(keep - this.#from, this.#to - this.#from);
    const needed = kept.length + count;
    // moving is cheap only where it gains much
    const isRoomy = needed <= this.#bytes.length / 2 || needed + FIRST_SIZE / 2 <= this.#bytes.length;
    const room = isRoomy ? this.#bytes : new Uint8Array(Math.max(needed * 2, this.#bytes.length));
    room.set(kept);
    this.#bytes = room;
    this.#from = keep;
  }
}

/** Up to 48 bits at a bit's place in an array, as a number. */
export function bitsAt(bytes: Uint8Array, bit: number, n: number): number {
  let value = 0;
  for (let left = n, at = bit; left > 0;) {
    const inByte = Math.min(left, 8 - (at & 7));
    const part = ((bytes[at >>> 3] ?? 0) >>> (8 - (at & 7) - inByte)) & ((1 << inByte) - 1);
    value = value * 2 ** inByte + part;
    at += inByte;
    left -= inByte;
  }
  return value;
}
