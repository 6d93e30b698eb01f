import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { filesBelow, nameInBundle } from './bundle-names.js';
import { embedded } from './embedded.js';
import { packageFolder } from './package-folder.js';

export const builtInManifests: string = join(packageFolder, 'manifests');
export const manifestSchema: string = join(packageFolder, 'schemas', 'manifest.schema.json');

/** What known failures of tools mean, for every manifest. */
export const builtInDiagnoses: string = join(builtInManifests, 'base', 'diagnoses.yaml');

/** The names of the built-in manifests that can be installed: bases, which others extend, lie in a folder of their own. */
export async function builtInNames(): Promise<readonly string[]> {
  const names = await filesBelow(builtInManifests);
  return names.filter(name => /^[^/]+\.yaml$/.test(name) && !name.endsWith('.lock.yaml')).sort();
}

/** What a manifest of a node may extend. */
export async function baseNames(): Promise<readonly string[]> {
  const names = await filesBelow(join(builtInManifests, 'base'));
  const bases = names.filter(name => name.endsWith('.yaml') && name !== 'diagnoses.yaml');
  return bases.map(name => `base/${name.slice(0, -'.yaml'.length)}`).sort();
}

/** What is taken where no manifest is named: one in the current folder, else the built-in. */
const UNNAMED = { here: 'sam3d-install.yaml', builtIn: 'default.yaml' };

/**
 * The absolute path of a manifest: a path seen from the folder `from`, else the name of a built-in; `.yaml` may be left out.
 * Undefined when there is none.
 */
export async function findManifest(nameOrPath: string | undefined, from: string): Promise<string | undefined> {
  const places =
    nameOrPath === undefined
      ? [resolve(from, UNNAMED.here), join(builtInManifests, UNNAMED.builtIn)]
      : placesOf(nameOrPath, from);
  for (const place of places) {
    if (await isReadable(place)) return place;
  }
  return undefined;
}

function placesOf(nameOrPath: string, from: string): readonly string[] {
  if (nameOrPath === '' || nameOrPath.includes('\0')) return [];
  const builtIn = join(builtInManifests, nameOrPath);
  const bases = [resolve(from, nameOrPath)];
  if (!isAbsolute(nameOrPath) && isBuiltIn(builtIn)) bases.push(builtIn);
  return bases.flatMap(base => [base, `${base}.yaml`]);
}

/** Whether a manifest came with the package, so that no one has to be asked whether it is trusted. */
export function isBuiltIn(path: string): boolean {
  const way = relative(builtInManifests, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether somebody named a folder where a manifest is meant. */
export async function isManifestFolder(path: string, from: string): Promise<boolean> {
  if (path === '' || path.includes('\0')) return false;
  return stat(resolve(from, path)).then(
    found => found.isDirectory(),
    () => false,
  );
}

/** Not only plain files: a shell's `<(…)` is a pipe. */
async function isReadable(path: string): Promise<boolean> {
  const name = nameInBundle(path);
  if (name !== undefined) return embedded?.part(name) !== undefined;
  return stat(path).then(
    found => !found.isDirectory(),
    () => false,
  );
}
