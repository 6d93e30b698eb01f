import { BitReader } from './bit-reader.js';
import { BrokenArchive } from './broken-archive.js';
import { readBlock } from './bunzip2-block.js';

const BLOCK = 0x314159265359;
const END = 0x177245385090;

/**
 * Decodes bzip2, streams one behind the other included, and checks every CRC. Whatever the input,
 * it holds one block (at most 900,000 words) and one piece of output, and each step of it consumes input or gives output.
 */
export function* bunzip2(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  const bits = new BitReader(pieces);
  let first = true;
  while (first || !bits.atEnd()) {
    const level = streamLevel(bits, first);
    if (level === undefined) return;
    first = false;
    yield* decodeStream(bits, level);
    bits.align();
  }
}

/** The block size in units of 100,000. What follows a whole stream and begins none is ignored, as by bzip2: undefined. */
function streamLevel(bits: BitReader, first: boolean): number | undefined {
  const isMagic = [0x42, 0x5a, 0x68].every(byte => bits.bits(8) === byte);
  const level = isMagic ? bits.bits(8) - 0x30 : 0;
  if (level >= 1 && level <= 9) return level;
  if (first) throw new BrokenArchive('it is no bzip2 stream');
  return undefined;
}

function* decodeStream(bits: BitReader, level: number): Generator<Buffer> {
  const words = new Uint32Array(level * 100_000);
  let combined = 0;
  for (let mark = bits.bits48(); mark !== END; mark = bits.bits48()) {
    if (mark !== BLOCK) throw new BrokenArchive('it is damaged: no bzip2 block begins where one should');
    const expected = bits.bits32();
    const block = readBlock(bits, words);
    const crc = yield* block;
    if (crc !== expected) throw new BrokenArchive('it is damaged: the checksum of a bzip2 block is wrong');
    combined = ((combined << 1) | (combined >>> 31)) ^ crc;
  }
  if (bits.bits32() !== combined) throw new BrokenArchive('it is damaged: the checksum of the bzip2 stream is wrong');
}
