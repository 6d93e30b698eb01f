import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { through } from './inputs.js';

/** A step each, one after the other, or side by side. */
export type Shape = 'chain' | 'fan';

/** More steps than a file may hold stand in several, each extending the one before. */
const STEPS_A_FILE = 2000;

/** A manifest of so many steps, each of which starts one program; gives its path. */
export function writeManifest(folder: string, shape: Shape, count: number): string {
  mkdirSync(folder, { recursive: true });
  let base: string | undefined;
  for (let from = 0; from < count; from += STEPS_A_FILE) {
    const to = Math.min(count, from + STEPS_A_FILE);
    const steps = Array.from({ length: to - from }, (_, at) => stepOf(shape, from + at));
    const head =
      base === undefined
        ? 'platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {} }'
        : `extends: ${base}`;
    base = `part-${from}.yaml`;
    writeFileSync(join(folder, base), `manifest: 1\nname: graph\ntitle: Graph\n${head}\nsteps:\n${steps.join('\n')}\n`);
  }
  return join(folder, base ?? '');
}

function stepOf(shape: Shape, at: number): string {
  const needs = shape === 'chain' && at > 0 ? `, needs: [s${at - 1}]` : '';
  return `  s${at}: { uses: run, with: { argv: [/usr/bin/touch, s${at}] }${needs} }`;
}

/** The same for ninja. */
export function writeNinja(folder: string, shape: Shape, count: number): void {
  const edges = Array.from(
    { length: count },
    (_, at) => `build s${at}: t${shape === 'chain' && at > 0 ? ` s${at - 1}` : ''}`,
  );
  writeAnew(folder, 'build.ninja', ['rule t', '  command = /usr/bin/touch $out', ...edges, ''].join('\n'));
}

/** The same for make. */
export function writeMakefile(folder: string, shape: Shape, count: number): void {
  const names = Array.from({ length: count }, (_, at) => `s${at}`);
  const rules = names.map(
    (name, at) => `${name}:${shape === 'chain' && at > 0 ? ` s${at - 1}` : ''}\n\t@/usr/bin/touch $@`,
  );
  writeAnew(folder, 'Makefile', [`all: ${names.join(' ')}`, ...rules, ''].join('\n'));
}

/** The same for wireit, as scripts of a package. */
export function writeWireit(folder: string, shape: Shape, count: number): void {
  const names = Array.from({ length: count }, (_, at) => `s${at}`);
  const scripts = Object.fromEntries(['all', ...names].map(name => [name, 'wireit']));
  const wireit = Object.fromEntries(
    names.map((name, at) => [
      name,
      {
        command: `touch ${name}`,
        files: [],
        output: [],
        ...(shape === 'chain' && at > 0 && { dependencies: [`s${at - 1}`] }),
      },
    ]),
  );
  writeAnew(folder, 'package.json', JSON.stringify({ scripts, wireit: { all: { dependencies: names }, ...wireit } }));
}

/** The same for go-task. */
export function writeTaskfile(folder: string, shape: Shape, count: number): void {
  const tasks = Array.from({ length: count }, (_, at) => {
    const needs = shape === 'chain' && at > 0 ? `, deps: [s${at - 1}]` : '';
    return `  s${at}: { cmds: [touch s${at}], generates: [s${at}], sources: [Taskfile.yml]${needs} }`;
  });
  const all = Array.from({ length: count }, (_, at) => `s${at}`).join(', ');
  writeAnew(
    folder,
    'Taskfile.yml',
    `version: '3'\nmethod: timestamp\nrun: once\ntasks:\n  all: { deps: [${all}] }\n${tasks.join('\n')}\n`,
  );
}

/** The same for uv: packages that are installed, each of which needs the one before. */
export function writePackages(folder: string, shape: Shape, count: number): void {
  writeAnew(folder, 'requirements.txt', Array.from({ length: count }, (_, at) => `s${at}==1\n`).join(''));
  through('python3', ['-m', 'venv', '--without-pip', join(folder, 'venv')]);
  const [library = ''] = readdirSync(join(folder, 'venv', 'lib'));
  for (let at = 0; at < count; at += 1) {
    const info = join(folder, 'venv', 'lib', library, 'site-packages', `s${at}-1.dist-info`);
    mkdirSync(info);
    const needs = shape === 'chain' && at > 0 ? `Requires-Dist: s${at - 1}\n` : '';
    writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: s${at}\nVersion: 1\n${needs}`);
    writeFileSync(join(info, 'RECORD'), '');
  }
}

function writeAnew(folder: string, name: string, text: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}
