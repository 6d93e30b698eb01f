import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isBuiltIn } from './built-in-manifests.js';
import { homeFolder } from './environment/home-folder.js';
import { pathOfShown } from './files/shown-path.js';

/**
 * Those that nobody has chosen yet by being where the user is: a manifest that came with the program is known, and so is one
 * of the very repository that the current folder is in, or of that folder where there is none. A clone inside it is another
 * repository. Whether a file is tracked is not asked: who writes a manifest would have to agree to each of their own edits.
 */
export function foreignTexts(
  sources: ReadonlyMap<string, string>,
  cwd: string,
  userFolder: string = homeFolder(),
): ReadonlyMap<string, string> {
  const home = realPath(userFolder);
  const unknown = [...sources].map(([shown, text]) => [pathOfShown(shown, cwd), text] as const);
  return new Map(unknown.filter(([path]) => !isBuiltIn(path) && !isOwn(path, { cwd, home })));
}

function isOwn(path: string, { cwd, home }: { readonly cwd: string; readonly home: string }): boolean {
  const [here, there] = [repositoryOf(cwd, home), repositoryOf(dirname(path), home)];
  if (here !== there) return false;
  // a folder that holds all of a user's folders holds what came from elsewhere, too
  if (here === undefined && isWide(cwd, home)) return dirname(path) === cwd;
  return isInside(here ?? cwd, path);
}

/** One that a home folder is kept in, by those who keep their settings so, says nothing of what else lies there. */
function repositoryOf(folder: string, home: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git')) && !isWide(at, home)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The current folder has no links in its name, so neither may this. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function isWide(folder: string, home: string): boolean {
  return folder === home || isInside(folder, home);
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
