import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../../engine/host/package-folder.js';

/** The program as users have it, `dist/sam3d-install.mjs`; made anew where what it is made of is newer. */
export const ONE_FILE: string = fresh(join(packageFolder, 'dist', 'sam3d-install.mjs'));

/** What Node is given before the one file, so that what has been compiled once is not compiled for each throw-away host. */
export const KEPT_CODE: readonly string[] = ['--require', fileURLToPath(new URL('kept-code.cjs', import.meta.url))];

function fresh(bundle: string): string {
  const madeOf = [
    'manifests',
    'schemas',
    'templates',
    'python',
    'package.json',
    join('dist', 'engine'),
    join('dist', 'build'),
  ];
  const made = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
  if (madeOf.some(name => newest(join(packageFolder, name)) > made)) {
    const maker = join(packageFolder, 'dist', 'build', 'bundle.js');
    const { status, stderr } = spawnSync(process.execPath, [maker], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${maker} failed: ${stderr}`);
  }
  return bundle;
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return /\.d\.ts$/.test(path) ? 0 : mtimeMs;
  return Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))));
}
