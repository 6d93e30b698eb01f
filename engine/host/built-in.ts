import { existsSync, readFileSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { err, ok, type Result } from '../base/result.js';
import type { FileFailure } from '../model/failure.js';
import { embedded } from './embedded.js';
import { systemCode } from './system-code.js';

/**
 * The folder of the installed package: the nearest one above this module with a `package.json`. Of a bundle, it is the package
 * that the bundle lies in; alone, it is the bundle itself: what is below has no other place, and is read from inside it.
 */
export const packageFolder: string =
  embedded === undefined
    ? findPackageFolder(dirname(fileURLToPath(import.meta.url)))
    : (packageAround(embedded.file) ?? embedded.file);

export const builtInManifests: string = join(packageFolder, 'manifests');
export const manifestSchema: string = join(packageFolder, 'schemas', 'manifest.schema.json');

/** What known failures of tools mean, for every manifest. */
export const builtInDiagnoses: string = join(builtInManifests, 'base', 'diagnoses.yaml');

/** The version of the installed package. */
export function packageVersion(): string {
  if (embedded !== undefined) return embedded.version;
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}

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

/** Not only plain files: a shell's `<(…)` is a pipe. */
async function isReadable(path: string): Promise<boolean> {
  const name = nameInBundle(path);
  if (name !== undefined) return embedded?.part(name) !== undefined;
  return stat(path).then(
    found => !found.isDirectory(),
    () => false,
  );
}

/** More than any manifest or schema has: what is longer is cut, and refused by its reader for its size. */
const LONGEST = 4 * 1024 * 1024;

/** A text file, read as UTF-8; a byte order mark stays, since it counts in every offset. */
export async function readText(path: string): Promise<Result<string, FileFailure>> {
  const name = nameInBundle(path);
  if (name !== undefined) {
    const text = embedded?.part(name);
    return text === undefined ? err({ kind: 'file', operation: 'read', path, code: 'ENOENT' }) : ok(text);
  }
  try {
    const file = await open(path, 'r');
    try {
      const pieces: Buffer[] = [];
      for await (const piece of file.createReadStream({ end: LONGEST, autoClose: false })) {
        pieces.push(piece as Buffer);
      }
      return ok(Buffer.concat(pieces).toString('utf8'));
    } finally {
      await file.close();
    }
  } catch (error) {
    return err({ kind: 'file', operation: 'read', path, code: systemCode(error) });
  }
}

/** The name of a text that lies inside the bundle and nowhere else. */
export function nameInBundle(path: string): string | undefined {
  if (packageFolder !== embedded?.file || !path.startsWith(packageFolder + sep)) return undefined;
  return path
    .slice(packageFolder.length + 1)
    .split(sep)
    .join('/');
}

/** The names of what lies in a folder inside the bundle. */
function belowInBundle(folder: string): readonly string[] | undefined {
  const start = nameInBundle(folder);
  if (start === undefined) return undefined;
  const names = embedded?.names.filter(name => name.startsWith(`${start}/`)) ?? [];
  return names.map(name => name.slice(start.length + 1));
}

/** Files of the package below one of its folders, however deep, by their paths there with slashes, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const inBundle = belowInBundle(folder);
  if (inBundle !== undefined) return [...inBundle].sort();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files.map(file => relative(folder, file).split(sep).join('/')).sort();
}

/** A checkout or an installed package has its manifests as files, which may be edited. */
function packageAround(bundle: string): string | undefined {
  const folder = dirname(dirname(bundle));
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly name?: unknown };
    return name === 'sam3d-install' && existsSync(join(folder, 'manifests')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

function findPackageFolder(start: string): string {
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return start;
  }
}
