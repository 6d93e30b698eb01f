import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { manifestOf } from './load-text.js';
import type { Manifest } from '../../engine/model/manifest.js';

/** The manifests that come with the package, but for the base that they share. */
export const SHIPPED = ['default', 'venv', 'sam3d-body', 'hunyuan3d', 'trellis2'] as const;

const manifestsFolder = fileURLToPath(new URL('../../../manifests/', import.meta.url));

export function shippedText(name: string): Promise<string> {
  return readFile(`${manifestsFolder}${name}.yaml`, 'utf8');
}

/** A shipped manifest, loaded as the program loads it. */
export async function shippedManifest(name: string): Promise<Manifest> {
  const names = ['base/conda-env', 'base/python-env', 'default'];
  const bases = Object.fromEntries(
    await Promise.all(names.map(async base => [base, await shippedText(base)] as const)),
  );
  return manifestOf(await shippedText(name), { file: `manifests/${name}.yaml`, bases });
}
