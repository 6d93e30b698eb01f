import type { LeftPiece, MadePiece } from '../model/removal.js';
import { countText } from './amount.js';

/** Paths below a root as a user is told of them: folders one by one, many files of one place in one line. */
export function piecesText(
  root: string,
  paths: readonly { readonly path: string; readonly kind: 'file' | 'folder' }[],
): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { path, kind } of paths) {
    const shown = below(root, path);
    // a folder is a place of its own, and not one of files
    const place = kind === 'folder' ? `${shown}/` : placeOf(shown);
    places.set(place, [...(places.get(place) ?? []), shown]);
  }
  return [...places].flatMap(([place, files]) =>
    files.length > FEW ? [`${place} (${countText(files.length, 'file')})`] : files,
  );
}

/** What stays, and why; the commonest reason is said once for all. */
export function leftText(root: string, left: readonly LeftPiece[]): readonly string[] {
  const reasons = new Map<string, LeftPiece[]>();
  for (const piece of left) reasons.set(piece.reason, [...(reasons.get(piece.reason) ?? []), piece]);
  return [...reasons].flatMap(([reason, pieces]) => [
    `left, since ${reason}:`,
    ...pieces.slice(0, MANY).map(({ path }) => `  ${below(root, path)}`),
    ...(pieces.length > MANY ? [`  and ${pieces.length - MANY} more`] : []),
  ]);
}

/** What is asked about. */
export function doubtText(root: string, doubtful: readonly MadePiece[]): readonly string[] {
  return doubtful.map(({ path, doubt }) => `${below(root, path)}: ${doubt ?? ''}`);
}

const FEW = 3;
const MANY = 20;

function below(root: string, path: string): string {
  return path.startsWith(root) ? path.slice(root.length).replace(/^[\\/]/, '') : path;
}

/** The first two folders of a path. */
function placeOf(path: string): string {
  const folders = path.split(/[\\/]/).slice(0, -1);
  return folders.length === 0 ? '.' : folders.slice(0, 2).join('/');
}
