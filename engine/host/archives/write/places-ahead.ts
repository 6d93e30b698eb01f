import type { BitWindow } from '../bzip2/bit-window.js';
import { findMarks, MARK_BITS, MARK_BYTES } from '../bzip2/find-marks.js';

const CHECKSUM_BITS = 32;
const STEP = 256 * 1024;

/** What may be a block: from the bit behind its mark and checksum to the next mark, or to the end. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** Finds what may be the next blocks of a stream, without reading more of it than is needed and allowed. */
export class PlacesAhead {
  #found: number[] = [];
  /** Marks that begin before this byte have been found. */
  #searched = 0;

  constructor(
    /** How far ahead of the position may be read, in bytes. */
    private readonly most: number,
  ) {}

  /** What lies before this bit is known to be none; there is one just here. */
  startAt(bit: number): void {
    this.#found = [bit, ...this.#found.filter(place => place > bit)];
    this.#searched = Math.max(this.#searched, Math.floor(bit / 8));
  }

  /** Takes the next one; undefined where none is left, or too far away. */
  next(input: BitWindow): Place | undefined {
    while (this.#found.length < 2 && this.#search(input));
    const [from, behind] = this.#found;
    if (from === undefined || (behind === undefined && !input.ended)) return undefined;
    this.#found.shift();
    return { from, to: behind === undefined ? input.to * 8 : behind - MARK_BITS - CHECKSUM_BITS };
  }

  #search(input: BitWindow): boolean {
    const position = Math.floor(input.bit / 8);
    if (input.to - position > this.most) return false;
    const before = input.to;
    input.reach(before - position + STEP);
    // what others have read meanwhile is looked at too
    if (input.to === before && this.#searched > input.to - MARK_BYTES) return false;
    const start = Math.max(this.#searched, input.from);
    for (const mark of findMarks(input.bytes, start - input.from, input.to - input.from)) {
      const place = mark + input.from * 8 + MARK_BITS + CHECKSUM_BITS;
      if (place > (this.#found.at(-1) ?? 0)) this.#found.push(place);
    }
    this.#searched = Math.max(start, input.to - MARK_BYTES + 1);
    return true;
  }
}
