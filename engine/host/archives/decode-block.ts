import type { BitWindow } from './bit-window.js';
import { BrokenArchive } from './broken-archive.js';
import { BlockDecoder } from './bunzip2-block.js';

/** Decodes the block at the input's position, and moves that behind it. Gives the block's true checksum in the end. */
export type DecodeBlock = (input: BitWindow, mostWords: number) => Generator<Buffer, number>;

const PIECE = 256 * 1024;
/** No program makes a block whose bits take more: 900,000 codes of at most 20 bits, and the tables. */
const LONGEST_BLOCK = 4 * 2 ** 20;
const USUAL_BLOCK = 2 ** 20;

/** Decodes block after block on this thread. */
export function inThread(): DecodeBlock {
  const decoder = new BlockDecoder();
  const out = Buffer.allocUnsafe(PIECE);
  return function* (input, mostWords) {
    beginBlock(decoder, input);
    if (decoder.words > mostWords) throw tooManyWords();
    while (!decoder.done) yield out.subarray(0, decoder.write(out));
    return decoder.crc;
  };
}

/** What a worker that knows nothing of the stream's level cannot say. */
export function tooManyWords(): BrokenArchive {
  return new BrokenArchive('it is damaged: a bzip2 block is not well formed (more bytes than a block can hold)');
}

function beginBlock(decoder: BlockDecoder, input: BitWindow): void {
  for (const length of [USUAL_BLOCK, LONGEST_BLOCK]) {
    input.reach(length);
    const start = input.from * 8;
    const end = decoder.begin({ bytes: input.bytes, from: input.bit - start, to: input.to * 8 - start });
    if (end !== undefined) return input.skip(end + start - input.bit);
    if (input.ended) throw new BrokenArchive('it ends in the middle');
  }
  throw new BrokenArchive('it is damaged: a bzip2 block is longer than any');
}
