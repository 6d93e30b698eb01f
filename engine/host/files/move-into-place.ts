import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { moveAcross } from './move-across.js';
import { systemCode } from '../system-code.js';

const HELD_BY_ANOTHER = ['EBUSY', 'EPERM', 'EACCES'];
/** Some 5 s in all: longer than a virus scanner looks at a file, shorter than anyone waits for a real refusal. */
const WAITS = [10, 20, 40, 80, 160, 320, 640, 1280, 2560];

/**
 * Renames, and makes the new name durable; to another volume it copies. On Windows a scanner or an indexer may hold either name for
 * a moment; elsewhere the same codes are final.
 */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await move(from, to);
  if (process.platform !== 'win32') await syncFolder(dirname(to));
}

/** The same, durable later by another's doing; a copy to another volume, such as one mounted in the root, is at once. */
export async function move(from: string, to: string): Promise<void> {
  await renameWhenFree(from, to).catch((error: unknown) => {
    if (systemCode(error) !== 'EXDEV') throw error;
    return moveAcross(from, to);
  });
}

/** Renames only; for the many files of one archive, where a sync each would take longer than all the rest. */
function renameWhenFree(from: string, to: string): Promise<void> {
  return retryWhileHeld(() => rename(from, to), process.platform === 'win32' ? WAITS : []);
}

/** Runs `work` again after each of `waits` while it fails because another program holds the file. */
export async function retryWhileHeld(work: () => Promise<void>, waits: readonly number[]): Promise<void> {
  for (const ms of waits) {
    try {
      return await work();
    } catch (error) {
      if (!HELD_BY_ANOTHER.includes(systemCode(error))) throw error;
    }
    await wait(ms);
  }
  return work();
}

/** Some file systems cannot do it; the rename stands all the same. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // see above
  }
}
