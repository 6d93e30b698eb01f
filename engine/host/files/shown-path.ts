import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { nameInBundle } from '../bundle-names.js';
import { packageFolder } from '../package-folder.js';

const INSIDE = '<built-in>/';

/** A path as messages show it: relative to the current folder where it lies below it, else as it is. */
export function shownPath(path: string, cwd: string): string {
  const name = nameInBundle(path);
  if (name !== undefined) return `${INSIDE}${name}`;
  const way = relative(cwd, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? path : way;
}

/** The path of a file that messages name as `shown`. */
export function pathOfShown(shown: string, cwd: string): string {
  const inside = join(packageFolder, shown.slice(INSIDE.length));
  return shown.startsWith(INSIDE) && nameInBundle(inside) !== undefined ? inside : resolve(cwd, shown);
}
