import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

export interface Volume {
  readonly id: number;
  /** Bytes that this user may still write. */
  readonly free: number;
}

/** The volume that a path is or will be on; undefined when the system does not say. */
export async function volumeAt(path: string): Promise<Volume | undefined> {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      const [{ bavail, bsize }, { dev }] = [await statfs(at), await stat(at)];
      return { id: dev, free: bavail * bsize };
    } catch {
      if (dirname(at) === at) return undefined;
    }
  }
}
