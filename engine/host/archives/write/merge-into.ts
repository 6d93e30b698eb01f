import { link, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/make-folder.js';
import { move } from '../../files/move-into-place.js';
import { systemCode } from '../../system-code.js';
import { cloneTree } from '../../way-back/clone-tree.js';
import { BrokenArchive } from '../broken-archive.js';

/**
 * Moves a staged tree to `into`: in one piece where nothing is yet, else file by file, replacing files of the same name.
 * What stands in the way is found before anything moves; when a move fails, those before it are taken back.
 * Nothing is written through a link that is in the target: it is refused. Making it durable is for who knows of all files:
 * a name that is kept before its files' bytes are would be kept for nothing.
 */
export async function mergeInto(into: string, tree: string, { aside }: { readonly aside: string }): Promise<void> {
  if ((await kindOf(into)) === undefined) return moveWhole(tree, into);
  const moves = await movesFor({ into, tree, below: '' });
  await mkdir(aside);
  const undo: TakeBack[] = [];
  try {
    for (const [index, one] of moves.entries()) await make(one, { old: join(aside, String(index)), undo });
  } catch (error) {
    for (const takeBack of undo.reverse()) await takeBack().catch(() => undefined);
    throw error;
  }
}

type TakeBack = () => Promise<void>;

interface Move {
  readonly from: string;
  readonly to: string;
  readonly replaces: boolean;
}

async function moveWhole(tree: string, into: string): Promise<void> {
  const made = await makeFolder(dirname(into));
  try {
    await move(tree, into);
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** A folder that the target lacks moves whole; one that it has is gone into. */
async function movesFor(place: {
  readonly into: string;
  readonly tree: string;
  readonly below: string;
}): Promise<Move[]> {
  const moves: Move[] = [];
  const entries = await readdir(join(place.tree, place.below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(place.below, entry.name);
    const [from, to] = [join(place.tree, below), join(place.into, below)];
    const there = await kindOf(to);
    if (there === undefined) moves.push({ from, to, replaces: false });
    else if (entry.isDirectory() && there === 'folder') moves.push(...(await movesFor({ ...place, below })));
    else if (entry.isDirectory())
      throw new BrokenArchive(`in ${place.into} a ${there} is where its folder would go`, below);
    else if (there === 'folder') throw new BrokenArchive(`in ${place.into} a folder is where it would go`, below);
    else moves.push({ from, to, replaces: true });
  }
  return moves;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'link' | undefined> {
  try {
    const stat = await lstat(path);
    return stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Moves one thing, and notes how to take that back: of what is replaced before it moves, since its place may be empty then. */
async function make(
  { from, to, replaces }: Move,
  { old, undo }: { readonly old: string; readonly undo: TakeBack[] },
): Promise<void> {
  if (replaces) {
    await keepOld(to, old);
    undo.push(() => move(old, to));
  }
  await move(from, to);
  if (!replaces) undo.push(() => move(to, from));
}

/** A second name for the old file, so that its place is never empty; a copy on another volume; else it is moved. */
async function keepOld(to: string, old: string): Promise<void> {
  await link(to, old).catch((error: unknown) => (systemCode(error) === 'EXDEV' ? cloneTree(to, old) : rename(to, old)));
}
