import { BrokenArchive } from './broken-archive.js';

/** Takes amounts of one's own choice from bytes that come in pieces. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #piece: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** At least one and at most `most` bytes; undefined at the end. */
  async upTo(most: number): Promise<Buffer | undefined> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return undefined;
      this.#piece = next.value;
    }
    const taken = this.#piece.subarray(0, most);
    this.#piece = this.#piece.subarray(taken.length);
    return taken;
  }

  /** Exactly `length` bytes; undefined when the end is just here. */
  async exactly(length: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.upTo(missing);
      if (part === undefined && parts.length === 0) return undefined;
      if (part === undefined) throw new BrokenArchive('it ends in the middle');
      if (part.length === length) return part;
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
