import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedded } from './embedded.js';

/**
 * The folder of the installed package: the nearest one above this module with a `package.json`. Of a bundle, it is the package
 * that the bundle lies in; alone, it is the bundle itself: what is below has no other place, and is read from inside it.
 */
export const packageFolder: string =
  embedded === undefined
    ? findPackageFolder(dirname(fileURLToPath(import.meta.url)))
    : (packageAround(embedded.file) ?? embedded.file);

/** The version of the installed package. */
export function packageVersion(): string {
  if (embedded !== undefined) return embedded.version;
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
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
