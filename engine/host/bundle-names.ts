import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { embedded } from './embedded.js';
import { packageFolder } from './package-folder.js';

/** The name of a text that lies inside the bundle and nowhere else. */
export function nameInBundle(path: string): string | undefined {
  if (packageFolder !== embedded?.file || !path.startsWith(packageFolder + sep)) return undefined;
  return path
    .slice(packageFolder.length + 1)
    .split(sep)
    .join('/');
}

/** Files of the package below one of its folders, however deep, by their paths there with slashes, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const inBundle = belowInBundle(folder);
  if (inBundle !== undefined) return [...inBundle].sort();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.map(file => relative(folder, file).split(sep).join('/')).sort();
}

/** The names of what lies in a folder inside the bundle. */
function belowInBundle(folder: string): readonly string[] | undefined {
  const start = nameInBundle(folder);
  if (start === undefined) return undefined;
  const names = embedded?.names.filter(name => name.startsWith(`${start}/`)) ?? [];
  return names.map(name => name.slice(start.length + 1));
}
