import { basename } from 'node:path';
import { acquireKernelLock } from '../run-lock/kernel-lock.js';
import { isOfThisSystem } from './partial-names.js';

/**
 * Does something with a lasting download that no process works on, while none can begin to; undefined where one does, and
 * where that cannot be seen from here.
 */
export async function whileIdle<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  if (!isOfThisSystem(basename(path))) return undefined;
  const lock = await acquireKernelLock(path, `${path}.lock`, { command: 'sam3d-install cache' });
  if (!lock.ok) return undefined;
  try {
    return await work();
  } finally {
    await lock.value.release();
  }
}
