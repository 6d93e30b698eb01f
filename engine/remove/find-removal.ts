import type { Files, FileStat, Paths } from '../model/ports.js';
import type { LeftPiece, MadePiece, Removal } from '../model/removal.js';
import { stampOf } from '../model/stamp.js';

export interface RemovalScene {
  /** Absolute. */
  readonly root: string;
  readonly files: Pick<Files, 'stat'>;
  readonly paths: Paths;
  /** What was made → the stamps that it had. */
  readonly made: ReadonlyMap<string, ReadonlySet<string>>;
  /** Folders that a step of ours made as a whole, finished or not. */
  readonly owned: ReadonlySet<string>;
}

/** Looks at everything that was made: what of it stands as it was, what is to be asked about, what is out of reach. */
export async function findRemoval(scene: RemovalScene): Promise<Removal> {
  const pieces: MadePiece[] = [];
  const left: LeftPiece[] = [];
  const whole = new Set<string>();
  const kinds = new Map<string, FileStat['kind'] | undefined>();
  // a folder comes before what is in it, which goes with it
  for (const path of [...new Set([...scene.made.keys(), ...scene.owned])].sort()) {
    if (foldersAbove(path, scene).some(folder => whole.has(folder))) continue;
    const barrier = await barrierOf(path, scene, kinds);
    const stat = barrier === undefined ? await scene.files.stat(path) : undefined;
    if (barrier !== undefined) left.push({ path, reason: barrier, ours: true, reach: false });
    if (stat === undefined) continue;
    const piece = pieceOf(path, stat, scene);
    if (piece.kind === 'folder') whole.add(path);
    pieces.push(piece);
  }
  const folders = [...kinds].filter(([, kind]) => kind === 'folder').map(([path]) => path);
  return { pieces, left, folders };
}

/** The folders between the root and a path, the nearest to the root first; the root itself is not among them. */
function foldersAbove(path: string, { root, paths }: Pick<RemovalScene, 'root' | 'paths'>): readonly string[] {
  const names = paths.relative(root, path).split(paths.sep).slice(0, -1);
  return names.map((_, index) => paths.join(root, ...names.slice(0, index + 1)));
}

/** Why a path is not to be touched: it lies elsewhere, or the way to it goes through a link. */
async function barrierOf(
  path: string,
  scene: RemovalScene,
  kinds: Map<string, FileStat['kind'] | undefined>,
): Promise<string | undefined> {
  const { root, paths, files } = scene;
  const way = paths.relative(root, path);
  if (way === '' || paths.isAbsolute(way) || way.split(paths.sep)[0] === '..') return `it is not below ${root}`;
  for (const folder of foldersAbove(path, scene)) {
    if (!kinds.has(folder)) kinds.set(folder, (await files.stat(folder))?.kind);
    if (kinds.get(folder) === 'link') return `the way to it is a link: ${folder}`;
  }
  return undefined;
}

function pieceOf(path: string, stat: FileStat, { made, owned }: RemovalScene): MadePiece {
  const stamps = made.get(path);
  if (stat.kind !== 'folder') {
    const same = stamps?.has(stampOf(stat)) === true && !owned.has(path);
    return { path, kind: 'file', ...(!same && { doubt: 'it changed since it was made' }) };
  }
  if (owned.has(path)) return { path, kind: 'folder' };
  const doubt =
    stamps?.has('folder') === true ? 'what else was put into it is not known' : 'a folder stands where a file was made';
  return { path, kind: 'folder', doubt };
}
