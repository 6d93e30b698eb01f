import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { Watch } from '../../model/ports.js';
import { openPlain } from './open-plain.js';

const PIECE = 1024 * 1024;

export interface HashedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** By which it is told from another file that takes its place. */
  readonly inode?: number;
}

/** The SHA-256 of a file's bytes and their number; undefined where no file is, or when the signal is aborted. */
export async function hashOfFile(path: string, watch: Watch): Promise<HashedFile | undefined> {
  const handle = await openPlain(path, constants.O_RDONLY).catch(absent);
  if (handle === undefined) return undefined;
  try {
    const { size: total, ino: inode } = await handle.stat();
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(PIECE);
    let bytes = 0;
    while (!watch.signal.aborted) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE, bytes);
      if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes, inode };
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
      watch.progress({ phase: 'check the cached copy', done: bytes, total, unit: 'bytes' });
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
