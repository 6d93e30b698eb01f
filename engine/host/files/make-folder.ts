import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../system-code.js';

/**
 * Makes a folder and those above it, and gives the first that was not there; undefined when all were. One after another:
 * Node's own way tells of a read-only or a broken disk that nothing is there, and never ends where /proc is asked.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (systemCode(error) !== 'ENOENT' || parent === path) throw error;
    const first = await makeFolder(parent);
    const made = await makeOne(path);
    return first ?? made;
  }
}

/** Another run may be quicker, or it is there already. */
async function makeOne(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    if (await isFolder(path)) return undefined;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
