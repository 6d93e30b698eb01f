import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cloneTree } from '../way-back/clone-tree.js';

/**
 * To another volume, where no rename reaches: a durable copy beside the new place, which then takes it in one step. At
 * any moment one of the two is whole, and to do it again is to do the rest.
 */
export async function moveAcross(from: string, to: string): Promise<void> {
  const copy = besides(to, 'copy');
  const before = besides(to, 'before');
  const gone = besides(from, 'gone');
  await Promise.all([copy, before, gone].map(remove));
  try {
    await cloneTree(from, copy);
    await syncTree(copy);
    await rename(to, before).catch(() => undefined);
    await rename(copy, to);
  } catch (error) {
    await remove(copy).catch(() => undefined);
    throw error;
  }
  // removed as a whole: half of it, after a kill, would be taken for all
  await rename(from, gone);
  await Promise.all([gone, before].map(remove));
}

function besides(path: string, what: string): string {
  return join(dirname(path), `.${basename(path)}.${what}.part`);
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5 });
}

async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) await syncTree(inside);
    else if (entry.isFile()) await sync(inside);
  }
  await sync(path);
}

/** Some systems cannot do it to a folder; what was written stands all the same. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch((error: unknown) => {
    if (!isOfKind(error)) throw error;
  });
  await handle?.close();
}

function isOfKind(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'].includes(String(error.code))
  );
}
