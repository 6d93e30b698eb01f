import { lstat, readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { retryWhileHeld } from './move-into-place.js';
import { systemCode } from '../system-code.js';

/** Virus scanners hold what has just been looked at; some 2 s in all. */
const WAITS = process.platform === 'win32' ? [20, 40, 80, 160, 320, 640, 1280] : [];

/** Removes a file, a link, or a folder with all that is in it; no link is followed. What is not there is no failure. */
export function removeMade(path: string): Promise<Result<undefined, FileFailure>> {
  return attempt('remove', path, async () => {
    const isFolder = (await lstat(path)).isDirectory();
    if (isFolder) await rm(path, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
    else await retryWhileHeld(() => unlink(path), WAITS);
  });
}

/** Removes a folder that has nothing in it; one that has something stays, and that is no failure. */
export async function removeEmptyFolder(path: string): Promise<Result<undefined, FileFailure>> {
  return attempt('remove', path, async () => {
    await retryWhileHeld(() => rmdir(path), WAITS).catch((error: unknown) => {
      // what came into it meanwhile is not ours
      if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) throw error;
    });
  });
}

/** Removes a folder, `last` in it after everything else: as long as the folder is there, so is `last`. */
export async function removeFolderEndingWith(path: string, last: string): Promise<Result<undefined, FileFailure>> {
  return attempt('remove', path, async () => {
    for (const name of await readdir(path)) {
      if (name === last) continue;
      const removed = await removeMade(join(path, name));
      if (!removed.ok) throw Object.assign(new Error(name), { code: removed.error.code });
    }
    await rm(path, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  });
}

async function attempt(
  operation: string,
  path: string,
  work: () => Promise<void>,
): Promise<Result<undefined, FileFailure>> {
  try {
    await work();
    return ok();
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' ? ok() : err({ kind: 'file', operation, path, code });
  }
}
