import { constants } from 'node:fs';
import { chmod, copyFile, lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lastingOf } from './partial-names.js';
import { dropNotes, readNotes, writeNotes, type PartialNotes } from './partial-notes.js';

/**
 * Copies what another system that shares the cache has left of a download, such as a container that was killed. Whether it
 * still writes there cannot be seen from here, so nothing of it is changed; what is wrong with the copy, the hash of the
 * whole will tell. When there is no room for it, the download begins at its start.
 */
export async function takeOver(path: string): Promise<void> {
  if ((await readNotes(path)) !== undefined) return;
  const [most] = (await othersOf(path)).sort((a, b) => b.bytes - a.bytes);
  if (most === undefined) return;
  try {
    await rm(path, { recursive: true, force: true });
    await copyFile(most.path, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await chmod(path, 0o600);
    await writeNotes(path, most.notes);
  } catch {
    await dropNotes(path);
    await rm(path, { force: true });
  }
}

interface Left {
  readonly path: string;
  readonly notes: PartialNotes;
  readonly bytes: number;
}

async function othersOf(path: string): Promise<Left[]> {
  const [folder, own] = [dirname(path), basename(path)];
  const [sha256 = ''] = own.split('-');
  const names = (await readdir(folder)).filter(
    name => name !== own && name.startsWith(sha256) && lastingOf(name) === name,
  );
  const left = await Promise.all(names.map(name => leftAt(join(folder, name))));
  return left.filter(each => each !== undefined);
}

/** The notes before the file: what they speak of is in it by then. */
async function leftAt(path: string): Promise<Left | undefined> {
  const notes = await readNotes(path);
  const seen = await lstat(path).catch(() => undefined);
  if (notes === undefined || seen?.isFile() !== true) return undefined;
  const [only, ...others] = notes.stretches;
  const noted = notes.stretches.reduce((sum, [from, at]) => sum + at - from, 0);
  const bytes = only !== undefined && others.length === 0 ? seen.size : noted;
  return bytes === 0 ? undefined : { path, notes, bytes };
}
