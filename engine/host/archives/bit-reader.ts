import { BrokenArchive } from './broken-archive.js';

/** Bits from the most significant on, pulled from pieces of bytes as they are needed. */
export class BitReader {
  readonly #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** The next `n` bits as a number; `n` is at most 24. */
  bits(n: number): number {
    while (this.#count < n) {
      this.#held = (this.#held << 8) | this.#byte();
      this.#count += 8;
    }
    this.#count -= n;
    return (this.#held >>> this.#count) & ((1 << n) - 1);
  }

  bit(): number {
    return this.bits(1);
  }

  /** 48 bits, as a number that holds them exactly. */
  bits48(): number {
    return this.bits(24) * 0x1000000 + this.bits(24);
  }

  /** 32 bits, as a signed number. */
  bits32(): number {
    return (this.bits(16) << 16) | this.bits(16);
  }

  /** Drops the rest of a begun byte. */
  align(): void {
    this.#count -= this.#count % 8;
  }

  /** Whether no byte is left; to be asked on a byte's edge. */
  atEnd(): boolean {
    return this.#count < 8 && !this.#refill();
  }

  #byte(): number {
    if (this.#at === this.#piece.length && !this.#refill()) throw new BrokenArchive('it ends in the middle');
    return this.#piece[this.#at++] ?? 0;
  }

  #refill(): boolean {
    while (this.#at === this.#piece.length) {
      const next = this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = next.value;
      this.#at = 0;
    }
    return true;
  }
}
