import { BrokenArchive } from '../broken-archive.js';
import { instantiate } from '../instantiate.js';
import { BUNZIP2_BLOCK } from './bunzip2-block-code.js';

/** Where the bits of a block are: it may reach from one bit up to before another. */
export interface BlockBits {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** No program makes a block whose bits take more: 900,000 codes of at most 20 bits, and the tables. */
export const LONGEST_BLOCK = 4 * 2 ** 20;

/** Decodes one block at a time, first as far as its thread, then its bytes piece by piece. The loops are those of `assembly/`. */
export class BlockDecoder {
  readonly #code = instantiate<BlockCode>(BUNZIP2_BLOCK);
  readonly #input = new Uint8Array(this.#code.memory.buffer, this.#code.INPUT.value, LONGEST_BLOCK + BEHIND);
  readonly #output = Buffer.from(this.#code.memory.buffer, this.#code.OUTPUT.value, OUTPUT_ROOM);

  constructor() {
    this.#code.prepare();
  }

  /**
   * Reads the block that begins here, behind its mark and checksum. Gives the bit behind it,
   * or undefined when its bits end before it does; throws where it is not well formed.
   */
  begin({ bytes, from, to }: BlockBits): number | undefined {
    const first = Math.floor(from / 8);
    const length = Math.min(Math.ceil(to / 8) - first, LONGEST_BLOCK);
    this.#input.set(bytes.subarray(first, first + length));
    this.#input.fill(0, length, length + BEHIND);
    const end = this.#code.begin(from - first * 8, Math.min(to - first * 8, LONGEST_BLOCK * 8));
    if (end >= 0) return end + first * 8;
    const trouble = TROUBLES[-end];
    if (trouble === undefined) return undefined;
    throw new BrokenArchive(`it is damaged: a bzip2 block is not well formed (${trouble})`);
  }

  /** How many words the block holds: what the stream's level limits. */
  get words(): number {
    return this.#code.words() >>> 0;
  }

  /** Whether all its bytes have been given. */
  get done(): boolean {
    return this.#code.untold() === 0;
  }

  /** Whether it ends, when all its bytes have been given, in a run whose length is not told. */
  get isCut(): boolean {
    return this.#code.cut() !== 0;
  }

  /** The checksum of the bytes so far, as 32 bits without a sign. */
  get crc(): number {
    return this.#code.crc() >>> 0;
  }

  /** The next bytes of the block, at most a megabyte: they are valid until the next call. */
  next(): Buffer {
    return this.#output.subarray(0, this.#code.write());
  }
}

/** What the code looks at behind the bits. */
const BEHIND = 256;
const OUTPUT_ROOM = 2 ** 20;

/** What the code exports. */
interface BlockCode {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT: { readonly value: number };
  readonly OUTPUT: { readonly value: number };
  prepare(): void;
  begin(from: number, to: number): number;
  words(): number;
  untold(): number;
  crc(): number;
  cut(): number;
  write(): number;
}

/** By the numbers that stand for them, made negative; 1 is for bits that end before the block does. */
const TROUBLES = [
  undefined,
  undefined,
  'it is of an obsolete kind',
  'its starting point',
  'no byte value occurs',
  'its number of tables',
  'it has no selector',
  'a selector',
  'a code length',
  'more symbols than selectors',
  'the length of a run',
  'more bytes than a block can hold',
  'a code',
];
