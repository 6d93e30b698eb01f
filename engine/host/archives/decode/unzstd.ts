import { BrokenArchive } from '../broken-archive.js';

const MOST_IDLE_STEPS = 64;

/**
 * Decodes zstd, frames one behind the other included, with one window, of 128 MiB at most.
 * Not with the decoder that Node has from 22.15 on: tried with 22.23, 24.21 and 26.10, none minds what lies behind the last
 * frame, the older two may stop behind the first of several, and the oldest takes one that was cut off for a whole one.
 * The library reports no errors: a damaged frame shows as a decoder that neither takes input nor gives output.
 * It lets go of a stream's memory only at that stream's end, so one that is given up costs a window until its thread ends.
 */
export async function unzstd(pieces: Iterable<Buffer>): Promise<Generator<Buffer>> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const taken = { pieces: 0 };
  return steps(decoder.decodeStreaming(counted(bounded(pieces), taken)), taken);
}

/** The library refuses a larger window by itself; of the first frame, this says so in words. */
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
