import { BrokenArchive } from '../broken-archive.js';
import { instantiate } from '../instantiate.js';
import { INFLATE } from './inflate-code.js';

/** Bytes of input that there is room for. */
const INPUT_ROOM = 128 * 1024;
/** What the code looks at behind the last of them. */
const BEHIND = 64;
/** Bytes that are given at a time, and what one step may add to them. */
const OUTPUT_ROOM = 256 * 1024 + 512;

const NOTHING = Buffer.alloc(0);

/** Decodes deflate (RFC 1951) out of bytes that come in pieces, of any length. The loops are those of `assembly/`. */
export class Inflater {
  readonly #code = instantiate<InflateCode>(INFLATE);
  readonly #input = Buffer.from(this.#code.memory.buffer, this.#code.INPUT.value, INPUT_ROOM + BEHIND);
  readonly #output = Buffer.from(this.#code.memory.buffer, this.#code.OUTPUT.value, OUTPUT_ROOM);
  #pieces: Iterator<Buffer> = [].values();
  #piece: Buffer = NOTHING;
  /** The bytes of the input that are there, and not used. */
  #at = 0;
  #end = 0;

  constructor() {
    this.#code.prepare();
  }

  /** Begins to read these; what is left of others is let go of. */
  read(pieces: Iterable<Buffer>): void {
    this.close();
    this.#pieces = pieces[Symbol.iterator]();
    this.#piece = NOTHING;
    this.#at = 0;
    this.#end = 0;
  }

  /** The next byte, where it is not part of what is compressed; undefined at the end. */
  byte(): number | undefined {
    return this.#at < this.#end || this.#more() ? this.#input[this.#at++] : undefined;
  }

  /** The bytes of the stream that begins here, and goes up to its last block. A piece is valid until the next is asked for. */
  *stream(): Generator<Buffer> {
    this.#code.begin();
    for (let isFinal = false; ;) {
      const result = this.#code.run(this.#at, this.#end, isFinal ? 1 : 0);
      this.#at = this.#code.used();
      if (result === HUNGRY) {
        isFinal = !this.#more();
        continue;
      }
      if (result < 0) throw new BrokenArchive(troubleOf(result));
      const made = this.#code.made();
      if (made > 0) yield this.#output.subarray(0, made);
      if (result === ENDED) return;
      this.#code.taken();
    }
  }

  /** Lets go of the source. */
  close(): void {
    this.#pieces.return?.();
  }

  /** Puts more behind what is left; gives false at the end, behind which lie zeros. */
  #more(): boolean {
    this.#input.copyWithin(0, this.#at, this.#end);
    this.#end -= this.#at;
    this.#at = 0;
    while (this.#piece.length === 0) {
      const next = this.#pieces.next();
      if (next.done === true) {
        this.#input.fill(0, this.#end, this.#end + BEHIND);
        return false;
      }
      this.#piece = next.value;
    }
    const taken = this.#piece.copy(this.#input, this.#end, 0, INPUT_ROOM - this.#end);
    this.#piece = this.#piece.subarray(taken);
    this.#end += taken;
    return true;
  }
}

/** What the code exports. */
interface InflateCode {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT: { readonly value: number };
  readonly OUTPUT: { readonly value: number };
  prepare(): void;
  begin(): void;
  run(first: number, behind: number, isFinal: 0 | 1): number;
  used(): number;
  made(): number;
  taken(): void;
}

const HUNGRY = 1;
const ENDED = 2;

function troubleOf(result: number): string {
  const trouble = TROUBLES[-result];
  return trouble === undefined
    ? 'it ends in the middle'
    : `it is damaged: a deflate block is not well formed (${trouble})`;
}

/** By the numbers that stand for them, made negative; 1 is for input that ends before the last block does. */
const TROUBLES = [
  undefined,
  undefined,
  'its type',
  'the length of what is stored',
  'the sizes of its tables',
  'the lengths of its codes',
  'it has no end',
  'a code',
  'it repeats what is not there',
];
