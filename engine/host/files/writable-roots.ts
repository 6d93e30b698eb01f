import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * Whether the folder that will hold `path`'s entry lies in one of `roots`, every link on the way followed.
 * The entry itself may be a link: it is replaced, moved or removed, never written through.
 */
export async function entryIsInside(path: string, roots: readonly string[]): Promise<boolean> {
  return isInside(dirname(resolve(path)), roots);
}

/** Whether `path` itself, every link followed, is one of `roots` or lies in one. */
export async function isInside(path: string, roots: readonly string[]): Promise<boolean> {
  const real = await realTarget(resolve(path));
  if (real === undefined) return false;
  for (const root of roots) {
    const realRoot = await realTarget(resolve(root));
    if (realRoot !== undefined && holds(realRoot, real)) return true;
  }
  return false;
}

/** Where a path that need not exist yet leads to; undefined when that cannot be told, as behind a dangling link. */
export async function realTarget(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  let appeared = 0;
  for (let at = path; ;) {
    try {
      return join(await realpath(at), ...missing);
    } catch {
      const there = await lstat(at).catch(() => undefined);
      // A link that leads nowhere exists without having a real path: what is written through it lands anywhere.
      if (there?.isSymbolicLink() === true) return undefined;
      if (there !== undefined) {
        // Another step made it between the two questions: ask again. What stays without a real path may not be looked into.
        appeared += 1;
        if (appeared > TRIES) return undefined;
        continue;
      }
      if (dirname(at) === at) return undefined;
      missing.unshift(relative(dirname(at), at));
      at = dirname(at);
    }
  }
}

/** Folders of one path that appear while it is looked at. */
const TRIES = 100;

/** `relative` folds case where the system does. */
function holds(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
