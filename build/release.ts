import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changesOf } from './changes-of.js';

// `npm run release`: all that a release holds, in `dist/release`, after a build: the npm package, the Python wheel, the program
// in one file, what is inside (CycloneDX), what changed, and the sums of all of them. Nothing is published.

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dist);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const release = join(dist, 'release');

rmSync(release, { recursive: true, force: true });
mkdirSync(release, { recursive: true });
writeFileSync(join(release, 'CHANGES.md'), changesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version));
run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', release]);
copyFileSync(join(dist, 'sam3d-install.mjs'), join(release, 'sam3d-install.mjs'));
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
