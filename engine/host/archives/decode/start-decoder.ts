import { startThread } from '../../start-thread.js';
import { formatTold, type ArchiveFormat } from '../archive-format.js';
import { PieceRing } from '../write/piece-ring.js';
import type { DecodedFormat, DecodeThread } from './decode-worker.js';

/** Streams as short as this are not worth a thread. */
export const SHORT = 256 * 1024;

/** A thread that waits to be told what it is to decode. */
export interface Decoder {
  readonly thread: DecodeThread;
  end(): void;
}

/** Starts a thread that decodes; undefined where none can be started. */
export function startDecoder(format: DecodedFormat, start = startThread): Decoder | undefined {
  try {
    const thread: DecodeThread = { format, memory: PieceRing.create().memory };
    const worker = start('decode-worker', thread);
    worker.on('error', () => undefined).unref();
    return { thread, end: () => void worker.terminate() };
  } catch {
    return undefined;
  }
}

/** What an archive of that name needs to have decoded. */
export function streamFormat(name: string): DecodedFormat | undefined {
  const format = formatTold(name);
  return format === undefined ? undefined : STREAMS[format];
}

const STREAMS: Readonly<Partial<Record<ArchiveFormat, DecodedFormat>>> = {
  'tar.gz': 'gz',
  'tar.xz': 'xz',
  'tar.zst': 'zst',
  conda: 'zst',
};
