import type { LeftPiece, MadePiece } from '../model/removal.js';
import type { Paths } from '../model/ports.js';

interface Scene {
  readonly paths: Paths;
  readonly list: (folder: string) => Promise<readonly string[]>;
}

export interface Emptied {
  /** Folders that hold nothing but what is removed, the deepest first. */
  readonly folders: readonly string[];
  /** What Python keeps of what it compiled, beside what was made. */
  readonly caches: readonly string[];
  /** What is in the other folders, and was not made by us. */
  readonly foreign: readonly LeftPiece[];
}

/** What becomes of the folders above what was made, once `removed` is gone and `staying` stays. */
export async function findForeign(
  above: readonly string[],
  removed: readonly MadePiece[],
  { staying, ...scene }: Scene & { readonly staying: ReadonlySet<string> },
): Promise<Emptied> {
  const gone = new Set(removed.map(({ path }) => path));
  const ours = new Set(above);
  const folders: string[] = [];
  const caches: string[] = [];
  const foreign: LeftPiece[] = [];
  // what is in a folder sorts after it
  for (const folder of [...above].sort().reverse()) {
    const entries = (await scene.list(folder)).map(name => scene.paths.join(folder, name));
    caches.push(...entries.filter(path => isCache(path, scene)));
    const others = entries.filter(path => !gone.has(path) && !isCache(path, scene));
    if (others.length === 0) {
      gone.add(folder);
      folders.push(folder);
    }
    for (const path of others) {
      if (!ours.has(path) && !staying.has(path)) foreign.push({ path, reason: NOT_OURS, ours: false, reach: false });
    }
  }
  return { folders, caches, foreign: foreign.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function isCache(path: string, { paths }: Scene): boolean {
  return paths.basename(path) === '__pycache__';
}

export const NOT_OURS = 'it was not made by this program';
