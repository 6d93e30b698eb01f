import type { BitWindow } from './bit-window.js';
import { BrokenArchive } from '../broken-archive.js';
import { BlockDecoder, LONGEST_BLOCK } from './bunzip2-block.js';

/** What a stream says of a block before it is read. */
export interface ToldBlock {
  readonly crc: number;
  readonly mostWords: number;
}

/** Decodes the block at the input's position, and moves that behind it. Nothing of a usual block is given before its checksum is known to be right. */
export type DecodeBlock = (input: BitWindow, told: ToldBlock) => Generator<Buffer, void>;

const USUAL_BLOCK = 2 ** 20;

/** Decodes block after block on this thread. */
export function inThread(): DecodeBlock {
  const decoder = new BlockDecoder();
  return function* (input, told) {
    beginBlock(decoder, input);
    checkWords(decoder.words, told);
    while (!decoder.done) {
      const piece = decoder.next();
      if (decoder.done) checkEnd(decoder, told);
      yield piece;
    }
  };
}

/** What a thread that knows nothing of the stream cannot say. */
export function checkWords(words: number, { mostWords }: ToldBlock): void {
  if (words > mostWords)
    throw new BrokenArchive('it is damaged: a bzip2 block is not well formed (more bytes than a block can hold)');
}

function checkEnd({ isCut, crc }: BlockDecoder, told: ToldBlock): void {
  if (isCut) throw new BrokenArchive('it is damaged: a bzip2 block is not well formed (a run without its length)');
  checkSum(crc, told);
}

export function checkSum(found: number, { crc }: ToldBlock): void {
  if (found !== crc) throw new BrokenArchive('it is damaged: the checksum of a bzip2 block is wrong');
}

function beginBlock(decoder: BlockDecoder, input: BitWindow): void {
  for (const length of [USUAL_BLOCK, LONGEST_BLOCK]) {
    input.reach(length);
    const start = input.from * 8;
    // what is looked at is copied, so it is no more than is needed
    const to = Math.min(input.to * 8, input.bit + length * 8);
    const end = decoder.begin({ bytes: input.bytes, from: input.bit - start, to: to - start });
    if (end !== undefined) return input.skip(end + start - input.bit);
    if (input.ended && to === input.to * 8) throw new BrokenArchive('it ends in the middle');
  }
  throw new BrokenArchive('it is damaged: a bzip2 block is longer than any');
}
