import { BrokenArchive } from './broken-archive.js';

/** Takes amounts of one's own choice from bytes that come in pieces. What it gives is valid until more is asked for. */
export class ByteReader {
  readonly #pieces: Iterator<Buffer>;
  #piece: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(pieces: Iterable<Buffer>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** At least one and at most `most` bytes; undefined at the end. */
  upTo(most: number): Buffer | undefined {
    while (this.#at === this.#piece.length) {
      const next = this.#pieces.next();
      if (next.done === true) return undefined;
      this.#piece = next.value;
      this.#at = 0;
    }
    const from = this.#at;
    this.#at = Math.min(from + most, this.#piece.length);
    return this.#piece.subarray(from, this.#at);
  }

  /** Exactly `length` bytes; undefined when the end is just here. */
  exactly(length: number): Buffer | undefined {
    const first = this.upTo(length);
    if (first === undefined || first.length === length) return first;
    const parts = [Buffer.from(first)];
    for (let missing = length - first.length; missing > 0;) {
      const part = this.upTo(missing);
      if (part === undefined) throw new BrokenArchive('it ends in the middle');
      parts.push(Buffer.from(part));
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Goes over the next `length` bytes. */
  skip(length: number): void {
    const here = Math.min(length, this.#piece.length - this.#at);
    this.#at += here;
    for (let left = length - here; left > 0;) {
      const part = this.upTo(left);
      if (part === undefined) throw new BrokenArchive('it ends in the middle');
      left -= part.length;
    }
  }

  /** Lets go of the source. */
  close(): void {
    this.#pieces.return?.();
  }
}
