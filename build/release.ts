import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LICENCES } from '../engine/host/packages/python-wheel.js';
import { changesOf } from './changes-of.js';

// `npm run release`: all that a release holds, in `dist/release`, after a build: the npm package, the Python wheel and the
// scripts that get it, the program in one file with the licences of what is in it, what is inside (CycloneDX), what changed, and the sums of all of them. Nothing is published.

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dist);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const release = join(dist, 'release');

rmSync(release, { recursive: true, force: true });
mkdirSync(release, { recursive: true });
writeFileSync(join(release, 'CHANGES.md'), changesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version));
run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', release]);
run(process.execPath, [join(dist, 'build', 'wheel.js')]);
for (const name of ['sam3d-install.mjs', LICENCES]) copyFileSync(join(dist, name), join(release, name));
for (const name of readdirSync(join(dist, 'python'))) {
  // an older version's wheel may still lie there
  if (name.endsWith('.py') || name.includes(`-${version}-`))
    copyFileSync(join(dist, 'python', name), join(release, name));
}
const parts = run('npm', [
  'sbom',
  '--sbom-format',
  'cyclonedx',
  '--sbom-type',
  'application',
  '--omit',
  'dev',
  '--package-lock-only',
]);
writeFileSync(join(release, 'sam3d-install.cdx.json'), named(parts));
const sums = readdirSync(release)
  .sort()
  .map(
    name =>
      `${createHash('sha256')
        .update(readFileSync(join(release, name)))
        .digest('hex')}  ${name}\n`,
  );
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));

/** npm calls the whole by its folder's name. */
function named(parts: string): string {
  const list = JSON.parse(parts) as { readonly metadata: { readonly component: Record<string, unknown> } };
  list.metadata.component['name'] = 'sam3d-install';
  return `${JSON.stringify(list, null, 2)}\n`;
}

function run(program: string, argv: readonly string[]): string {
  return execFileSync(program, argv, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
}
