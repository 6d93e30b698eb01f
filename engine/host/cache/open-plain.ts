import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { systemCode } from '../system-code.js';

/** Opens a file of the cache: no link is followed, no pipe is waited for, and what is no file is an error. */
export async function openPlain(path: string, flags: number, mode?: number): Promise<FileHandle> {
  const handle = await open(path, flags | CAREFUL, mode);
  if (await handle.stat().then(seen => seen.isFile(), closing(handle))) return handle;
  await handle.close();
  throw Object.assign(new Error(`${path} is no file`), { code: 'EISDIR', syscall: 'open' });
}

/** Whether something else stands in the place of a file of ours, or one that nobody can read or write. */
export function isOdd(error: unknown): boolean {
  return ['EISDIR', 'ELOOP', 'EMLINK', 'ENXIO', 'EACCES', 'EPERM', 'EIO'].includes(systemCode(error));
}

// Windows has neither
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
const CAREFUL = O_NOFOLLOW | O_NONBLOCK;

/** For writing a file anew, as carefully. */
export const WRITE_ANEW = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | CAREFUL;

function closing(handle: FileHandle): (error: unknown) => Promise<never> {
  return async error => {
    await handle.close();
    throw error;
  };
}
