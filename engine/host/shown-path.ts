import { isAbsolute, relative, sep } from 'node:path';

/** A path as messages show it: relative to the current folder where it lies below it, else as it is. */
export function shownPath(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? path : way;
}
