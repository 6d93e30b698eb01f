import { BitWindow } from './bit-window.js';
import { BrokenArchive } from '../broken-archive.js';
import { inThread, type DecodeBlock } from './decode-block.js';
import { BLOCK_MARK, MARK_BITS } from './find-marks.js';

/** What stands behind the last block of a stream, at any bit. */
const END_MARK = 0x177245385090;

/**
 * Decodes bzip2, streams one behind the other included, and checks every CRC. Whatever the input, it holds one block
 * (at most 900,000 words) and one piece of output, and each step of it consumes input or gives output.
 * A piece is valid until the next is asked for.
 */
export function* bunzip2(pieces: Iterable<Uint8Array>, decode = inThread()): Generator<Buffer> {
  const input = new BitWindow(pieces);
  let first = true;
  while (first || !input.atEnd()) {
    const level = streamLevel(input, first);
    if (level === undefined) return;
    first = false;
    yield* decodeStream(input, level, decode);
    input.align();
  }
}

/** The block size in units of 100,000. What follows a whole stream and begins none is ignored, as by bzip2: undefined. */
function streamLevel(input: BitWindow, first: boolean): number | undefined {
  const isMagic = [0x42, 0x5a, 0x68].every(byte => input.bits(8) === byte);
  const level = isMagic ? input.bits(8) - 0x30 : 0;
  if (level >= 1 && level <= 9) return level;
  if (first) throw new BrokenArchive('it is no bzip2 stream');
  return undefined;
}

function* decodeStream(input: BitWindow, level: number, decode: DecodeBlock): Generator<Buffer> {
  let combined = 0;
  for (let mark = input.bits(MARK_BITS); mark !== END_MARK; mark = input.bits(MARK_BITS)) {
    if (mark !== BLOCK_MARK) throw new BrokenArchive('it is damaged: no bzip2 block begins where one should');
    const crc = input.bits(32);
    yield* decode(input, { crc, mostWords: level * 100_000 });
    combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
  }
  if (input.bits(32) !== combined) throw new BrokenArchive('it is damaged: the checksum of the bzip2 stream is wrong');
}
