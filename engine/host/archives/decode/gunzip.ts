import { pipeline, Readable, type TransformOptions } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { BrokenArchive } from '../broken-archive.js';

const PIECE = 256 * 1024;
/** It decodes the next pieces on Node's own threads while one is taken. */
const AHEAD = 4 * PIECE;

/** Decodes gzip, members one behind the other included, with their checksums. */
export async function* gunzip(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const options: ZlibOptions & TransformOptions = { chunkSize: PIECE, highWaterMark: AHEAD };
  const decoder = createGunzip(options);
  // the pieces share one buffer, and the decoder reads ahead
  pipeline(Readable.from(copies(pieces)), decoder, () => undefined);
  try {
    for await (const piece of decoder) yield piece as Buffer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    throw new BrokenArchive(code === 'Z_BUF_ERROR' ? 'it ends in the middle' : `it is damaged: ${message}`);
  }
}

function* copies(pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}
