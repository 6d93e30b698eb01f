import { BrokenArchive } from '../broken-archive.js';
import { BlockDecoder } from './block-decoder.js';
import { readFrameHeader } from './frame-header.js';

const MAGIC = 0xfd2fb528;
/** The lowest of 16. */
const SKIPPABLE = 0x184d2a50;
const RESERVED = 3;

/**
 * Decodes zstd (RFC 8878), frames one behind the other included, with their checksums and a window of 128 MiB at most.
 * A piece is valid until the next is asked for.
 */
export function* unzstd(pieces: Iterable<Buffer>): Generator<Buffer> {
  const input = new BlockDecoder(pieces);
  try {
    do {
      const magic = input.take(4).readUInt32LE();
      if (magic === MAGIC) yield* frame(input);
      else if ((magic & ~15) === SKIPPABLE) input.skip(input.take(4).readUInt32LE());
      else throw new BrokenArchive('it is damaged: no zstd frame begins where one should');
    } while (input.has(1));
  } finally {
    input.close();
  }
}

function* frame(input: BlockDecoder): Generator<Buffer> {
  const header = readFrameHeader(input.take);
  const { contentSize, hasChecksum } = header;
  input.begin(header);
  let length = 0;
  for (let isLast = false; !isLast;) {
    const block = input.take(3).readUIntLE(0, 3);
    isLast = (block & 1) === 1;
    const type = (block >>> 1) & 3;
    if (type === RESERVED) throw new BrokenArchive('it is damaged: a zstd block is not well formed (its type)');
    length += input.block({ type, size: block >>> 3, hasChecksum });
    if (length > contentSize) throw new BrokenArchive(WRONG_LENGTH);
    if (input.isFull) yield input.takeMade();
  }
  if (length !== contentSize && contentSize !== Infinity) throw new BrokenArchive(WRONG_LENGTH);
  if (hasChecksum && input.take(4).readUInt32LE() !== input.checksum)
    throw new BrokenArchive('it is damaged: the checksum of a zstd frame is wrong');
  // so that nothing is seen of a short frame that is wrong
  const rest = input.takeMade();
  if (rest.length > 0) yield rest;
}

const WRONG_LENGTH = 'it is damaged: the length of a zstd frame is wrong';
