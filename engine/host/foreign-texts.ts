import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isBuiltIn } from './built-in.js';
import { pathOfShown } from './shown-path.js';

/**
 * Those that nobody has chosen yet by being where the user is: a manifest that came with the program is known, and so is one
 * of the repository that the current folder is in, or of that folder where there is none.
 */
export function foreignTexts(sources: ReadonlyMap<string, string>, cwd: string): ReadonlyMap<string, string> {
  const unknown = [...sources].map(([shown, text]) => [pathOfShown(shown, cwd), text] as const);
  const elsewhere = unknown.filter(([path]) => !isBuiltIn(path));
  if (elsewhere.length === 0) return new Map();
  const own = repositoryOf(cwd) ?? cwd;
  return new Map(elsewhere.filter(([path]) => !isInside(own, path)));
}

function repositoryOf(cwd: string): string | undefined {
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
