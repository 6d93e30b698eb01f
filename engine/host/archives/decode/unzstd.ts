import type { Transform } from 'node:stream';
import { BrokenArchive } from '../broken-archive.js';

const MOST_IDLE_STEPS = 64;

/** Decodes zstd: with Node's own decoder from 22.15 on, else with a library. Either holds one window, of 128 MiB at most. */
export async function* unzstd(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  if (hasZstd) yield* byNode(pieces);
  else yield* await byLibrary(pieces);
}

/** Whether Node's own decoder is there. */
export const hasZstd = process.versions.zstd !== undefined;

async function* byNode(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream');
  const { createZstdDecompress } = (await import('node:zlib')) as unknown as {
    readonly createZstdDecompress: () => Transform;
  };
  const decoder = createZstdDecompress();
  const source = Readable.from(copies(bounded(pieces)));
  source.on('error', error => decoder.destroy(error)).pipe(decoder);
  try {
    for await (const piece of decoder) yield piece as Buffer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof BrokenArchive || (error instanceof Error && 'syscall' in error)) throw error;
    const isShort = code === 'ZSTD_error_srcSize_wrong' || code === 'Z_BUF_ERROR' || /unexpected end/.test(message);
    throw new BrokenArchive(isShort ? 'it ends in the middle' : `it is damaged: ${message}`);
  } finally {
    source.destroy();
  }
}

/** Either decoder refuses a larger window by itself; of the first frame, this says so in words. */
function* bounded(pieces: Iterable<Buffer>): Generator<Buffer> {
  let isFirst = true;
  for (const piece of pieces) {
    if (isFirst && windowOf(piece) > LARGEST_WINDOW)
      throw new BrokenArchive('it needs more memory than is allowed for a zstd archive');
    isFirst = false;
    yield piece;
  }
}

const LARGEST_WINDOW = 128 * 2 ** 20;

/** What a frame asks for, where it begins just here and says so: a power of two, and eighths of it. */
function windowOf(frame: Buffer): number {
  const [, , , , flags = 0, window = 0] = frame;
  const isTold = frame.length > 5 && frame.readUInt32LE(0) === 0xfd2fb528 && (flags & 0x20) === 0;
  return isTold ? 2 ** (10 + (window >>> 3)) * (1 + (window & 7) / 8) : 0;
}

/** The pieces share one buffer, and the decoder reads ahead. */
function* copies(pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

/**
 * The library reports no errors: a damaged frame shows as a decoder that neither takes input nor gives output.
 * It lets go of a stream's memory only at that stream's end, so one that is given up costs a window until its thread ends.
 */
export async function byLibrary(pieces: Iterable<Buffer>): Promise<Generator<Buffer>> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const taken = { pieces: 0 };
  return steps(decoder.decodeStreaming(counted(bounded(pieces), taken)), taken);
}

interface Taken {
  pieces: number;
}

function* counted(pieces: Iterable<Buffer>, taken: Taken): Generator<Buffer> {
  for (const piece of pieces) {
    taken.pieces++;
    yield piece;
  }
}

function* steps(decoded: Iterator<Uint8Array, unknown>, taken: Taken): Generator<Buffer> {
  for (let idle = 0, before = 0; ; idle++) {
    const step = stepOf(decoded);
    if (step.done === true) return;
    const piece = step.value;
    if (piece.length > 0 || taken.pieces > before) idle = 0;
    before = taken.pieces;
    if (idle > MOST_IDLE_STEPS) throw new BrokenArchive('it is damaged: a zstd frame cannot be decoded');
    if (piece.length > 0) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}

function stepOf(decoded: Iterator<Uint8Array, unknown>): IteratorResult<Uint8Array, unknown> {
  try {
    return decoded.next();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Incomplete stream'))
      throw new BrokenArchive('it ends in the middle');
    throw error;
  }
}
