import { BrokenArchive } from '../broken-archive.js';
import { instantiate } from '../instantiate.js';
import type { FrameHeader } from './frame-header.js';
import { UNZSTD } from './unzstd-code.js';

/** Bytes of input that there is room for: any block, and what comes with it. */
const INPUT_ROOM = 256 * 1024;
/** Bytes that are given at a time, but for one block more. */
const ENOUGH = 128 * 1024;

const NOTHING = Buffer.alloc(0);

/** The input in the memory of the code in `assembly/`, and the blocks that this decodes. */
export class BlockDecoder {
  readonly #code = instantiate<UnzstdCode>(UNZSTD);
  readonly #pieces: Iterator<Buffer>;
  #memory = Buffer.from(this.#code.memory.buffer);
  #piece: Buffer = NOTHING;
  /** The bytes of the input that are there, and not used. */
  #at = 0;
  #end = 0;
  /** Where the bytes begin that were decoded and not given. */
  #made = 0;

  constructor(pieces: Iterable<Buffer>) {
    this.#code.prepare();
    this.#pieces = pieces[Symbol.iterator]();
    this.#at = this.#end = this.#code.INPUT.value;
  }

  /** Whether there are so many bytes more, which are no more than a block with its header. */
  has(count: number): boolean {
    while (this.#end - this.#at < count) if (!this.#more()) return false;
    return true;
  }

  /** The next bytes, valid until more is asked for. */
  readonly take = (count: number): Buffer => {
    if (!this.has(count)) throw new BrokenArchive('it ends in the middle');
    this.#at += count;
    return this.#memory.subarray(this.#at - count, this.#at);
  };

  skip(count: number): void {
    for (let left = count; left > 0;) {
      if (!this.has(1)) throw new BrokenArchive('it ends in the middle');
      const skipped = Math.min(left, this.#end - this.#at);
      this.#at += skipped;
      left -= skipped;
    }
  }

  begin({ window, contentSize }: FrameHeader): void {
    if (this.#code.begin(window, Math.min(contentSize, window)) === 0)
      throw new BrokenArchive('it needs more memory than is allowed for a zstd archive');
    this.#made = this.#code.next();
    this.#memory = Buffer.from(this.#code.memory.buffer);
  }

  /** Whether what was decoded has to be taken before there is room for more. */
  get isFull(): boolean {
    return this.#code.next() - this.#made >= ENOUGH || this.#code.hasRoom() === 0;
  }

  /** Decodes a block; gives how many bytes it holds. */
  block({ type, size, hasChecksum }: Block): number {
    const start = this.#code.next();
    const length = type === RLE ? 1 : size;
    if (length <= LARGEST_BLOCK && !this.has(length)) throw new BrokenArchive('it ends in the middle');
    const result = this.#code.block(type, this.#at, size, hasChecksum ? 1 : 0);
    if (result < 0) throw new BrokenArchive(`it is damaged: a zstd block is not well formed (${TROUBLES[-result]})`);
    this.#at += length;
    return this.#code.next() - start;
  }

  /** What was decoded, valid until more is. */
  takeMade(): Buffer {
    const made = this.#memory.subarray(this.#made, this.#code.next());
    if (this.#code.hasRoom() === 0) this.#code.goRound();
    this.#made = this.#code.next();
    return made;
  }

  get checksum(): number {
    return this.#code.checksum() >>> 0;
  }

  /** Lets go of the source. */
  close(): void {
    this.#pieces.return?.();
  }

  /** Puts more behind what is left; gives false at the end. */
  #more(): boolean {
    const start = this.#code.INPUT.value;
    this.#memory.copyWithin(start, this.#at, this.#end);
    this.#end -= this.#at - start;
    this.#at = start;
    while (this.#piece.length === 0) {
      const next = this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = next.value;
    }
    const taken = this.#piece.copy(this.#memory, this.#end, 0, start + INPUT_ROOM - this.#end);
    this.#piece = this.#piece.subarray(taken);
    this.#end += taken;
    return true;
  }
}

export interface Block {
  readonly type: number;
  /** Of its content, or where that is one byte again and again, of what it stands for. */
  readonly size: number;
  readonly hasChecksum: boolean;
}

const RLE = 1;
const LARGEST_BLOCK = 128 * 1024;

/** What the code exports. */
interface UnzstdCode {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT: { readonly value: number };
  prepare(): void;
  begin(window: number, most: number): 0 | 1;
  hasRoom(): 0 | 1;
  goRound(): void;
  next(): number;
  block(type: number, at: number, size: number, hasChecksum: 0 | 1): number;
  checksum(): number;
}

/** By the numbers that stand for them, made negative. */
const TROUBLES = [
  undefined,
  'its length',
  'it has no content',
  'the header of its literals',
  'its Huffman tree',
  'it has no Huffman tree',
  'its literals',
  'the header of its sequences',
  'an FSE table',
  'it repeats a table that is not there',
  'its sequences',
  'the lengths of its sequences',
  'it repeats what is not there',
];
