import { workerData } from 'node:worker_threads';
import { systemCode } from '../../system-code.js';
import { BrokenArchive } from '../broken-archive.js';
import { filePieces, type Range } from '../write/file-pieces.js';
import { PieceRing, type RingMemory } from '../write/piece-ring.js';

export type DecodedFormat = 'gz' | 'xz' | 'zst';

/** What a thread is to decode for another; it is told through the ring, since the thread may be there before that is known. */
export interface DecodeOrder {
  /** Of the process: threads share it. */
  readonly fd: number;
  readonly range: Range;
}

export interface DecodeThread {
  readonly format: DecodedFormat;
  readonly memory: RingMemory;
}

/** How a failure goes from thread to thread. */
export interface ToldFailure {
  readonly broken?: string;
  readonly code?: string;
  readonly message: string;
}

// A thread of its own, which decodes one stream into shared memory, as fast as that is read.
const DECODERS = {
  gz: async () => (await import('../deflate/gunzip.js')).gunzip,
  xz: async () => (await import('./unxz.js')).unxz,
  zst: async () => (await import('../zstd/unzstd.js')).unzstd,
};
const { format, memory } = workerData as DecodeThread;
const ring = PieceRing.of(memory);
void decode();

async function decode(): Promise<void> {
  // a library asks for its own code by it, where it is there, and that loads an HTTP client
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    const decode = await DECODERS[format]();
    const order = ring.takeOrder();
    if (order === undefined) return;
    const { fd, range } = JSON.parse(order) as DecodeOrder;
    const pieces = filePieces(fd, range, { onRead: bytes => ring.addProgress(bytes) });
    for await (const piece of decode(ring.reading(pieces))) if (!ring.write(piece)) break;
    ring.end();
  } catch (error) {
    ring.end(JSON.stringify(toldFailure(error)));
  }
}

function toldFailure(error: unknown): ToldFailure {
  if (error instanceof BrokenArchive) return { broken: error.reason, message: error.message };
  if (error instanceof Error && 'syscall' in error) return { code: systemCode(error), message: error.message };
  return { message: error instanceof Error ? (error.stack ?? error.message).slice(0, 2000) : String(error) };
}
