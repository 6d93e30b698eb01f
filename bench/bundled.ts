import { buildSync } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { THREADS } from '../engine/host/start-thread.js';

const built = dirname(dirname(fileURLToPath(import.meta.url)));

/** The programs of `bench/programs/` and the threads they start, each in one file below the folder, as the program that is installed has them. */
export function bundlePrograms(folder: string, names: readonly string[]): void {
  const programs = names.map(name => [name, join(built, 'bench', 'programs', `${name}.js`)] as const);
  const threads = Object.entries(THREADS).map(
    ([name, of]) => [`${of}/${name}`, join(built, 'engine', 'host', of, `${name}.js`)] as const,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  buildSync({
    entryPoints: Object.fromEntries([...programs, ...threads]),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(folder, 'program.js')).href) },
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
    logOverride: { 'import-is-undefined': 'silent' },
  });
}
