import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FLOORS, functionsOf, linesOf, longFiles, RULES, sourceOf, type Source } from './support/architecture.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const sources = sourcesIn('engine');

test('the engine has source files to hold to the rules', () => {
  assert.ok(sources.length > 20, `only ${sources.length} files were found in engine/`);
});

for (const [title, rule] of Object.entries(RULES)) {
  test(title, () => {
    assert.deepEqual(rule(sources), []);
  });
}

/** Folders beside engine/ → what is written there by hand, by its ending. */
const WRITTEN: Readonly<Record<string, RegExp>> = {
  assembly: /\.ts$/,
  bench: /\.ts$/,
  build: /\.ts$/,
  python: /\.py$/,
  templates: /\.(py|yml|json)$/,
  test: /\.c?ts$/,
  torture: /\.ts$/,
};

for (const [folder, ending] of Object.entries(WRITTEN)) {
  test(`a file of ${folder}/ stays under 300 lines`, () => {
    const texts = textsIn(folder, ending);
    assert.ok(texts.length > 1, `only ${texts.length} files were found in ${folder}/`);
    assert.deepEqual(longFiles(texts), []);
  });
}

test('half of all files have at most 60 lines, half of all functions at most 8', () => {
  const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
  const files = median(sources.map(linesOf));
  const functions = median(sources.flatMap(functionsOf).map(({ length }) => length));
  assert.ok(files <= 60 && functions <= 8, `the medians are ${files} and ${functions}: split what has grown`);
});

const map = readFileSync(join(root, 'engine', 'README.md'), 'utf8');

test('the map of the engine shows each folder on its floor', () => {
  const shown = [...map.matchAll(/^ floor (\d)   (.*)$/gm)].flatMap(([, floor, line = '']) =>
    [...line.matchAll(/\b([a-z]+)\/(?= )/g)].map(([, folder = '']) => [folder, Number(floor)]),
  );
  const { '': jobs, ...folders } = FLOORS;
  assert.deepEqual(Object.fromEntries(shown), folders);
  assert.match(map, new RegExp(`^ floor ${jobs}   install\\.ts `, 'm'));
});

test('the map of the engine names no file or folder that is not there', () => {
  const rows = map.split('\n').filter(line => line.startsWith('| '));
  const missing = rows.flatMap(row => {
    let folder = '';
    return [...row.matchAll(/`([\w<>./-]+(?:\.ts|\/))`/g)].flatMap(([, name = '']) => {
      if (name.startsWith('.')) return [];
      const found = ['engine', join('engine', folder), '.'].some(at => isThere(join(root, at, name)));
      folder = name.includes('/') ? dirname(name) : folder;
      return found ? [] : [name];
    });
  });
  assert.deepEqual(missing, []);
});

/** In `rules/<code>.ts` the word between the brackets stands for any. */
function isThere(path: string): boolean {
  const name = basename(path);
  if (!name.includes('<')) return existsSync(path);
  const [start = '', end = ''] = name.split(/<\w+>/);
  return readdirSync(dirname(path)).some(each => each.startsWith(start) && each.endsWith(end));
}

/** Rule → one-file programs that break it. */
const BROKEN: Readonly<Record<string, readonly (readonly [name: string, text: string])[]>> = {
  'a file imports its own folder or a strictly lower floor': [
    ['base/a.ts', "import type { Plan } from '../model/plan.js';"],
    ['plan/a.ts', "import { load } from '../load/load.js';"],
    ['actions/a.ts', "const later = () => import('../host/files.js');"],
    ['host/a.ts', "export type A = import('../cli/main.js').A;"],
    ['model/a.ts', "import { install } from '../install.js';"],
  ],
  'no imports go in a circle, not even inside a folder': [['plan/a.ts', "import type { A } from './a.js';"]],
  'only engine/index.ts re-exports': [
    ['plan/a.ts', "export * from './make-plan.js';"],
    ['plan/a.ts', "import { makePlan } from './make-plan.js';\nexport { makePlan };"],
    ['plan/a.ts', "import * as all from './make-plan.js';\nexport { all as plan };"],
  ],
  'the machine is touched only in host/ and cli/': [
    ['actions/a.ts', "import { join } from 'node:path';"],
    ['plan/a.ts', 'export const home = process.env.HOME;'],
    ['plan/a.ts', 'export const home = globalThis.process.env.HOME;'],
    ['execute/a.ts', 'export const now = () => Date.now();'],
    ['execute/a.ts', 'export const now = () => new Date();'],
    ['execute/a.ts', 'export const now = () => performance.now();'],
    ['execute/a.ts', 'export const chance = Math.random();'],
    ['execute/a.ts', 'setTimeout(() => undefined, 1);'],
    ['report/a.ts', "console.log('x');"],
    ['actions/a.ts', "export const page = fetch('x');"],
    ['a.ts', "import { readFileSync } from 'node:fs';"],
  ],
  'each library has one door': [
    ['plan/a.ts', "import { parse } from 'yaml';"],
    ['report/a.ts', "import x from '@scope/unheard/of';"],
    ['actions/a.ts', "import fs from 'fs';"],
    ['host/a.ts', "import { execa } from 'execa';"],
  ],
  'a file stays under 300 lines and a function under 60': [
    ['plan/a.ts', '\n'.repeat(300)],
    ['plan/a.ts', `export function long() {${'\n'.repeat(59)}}`],
    ['plan/a.ts', `export const long = () => {${'\n'.repeat(59)}};`],
  ],
  'the engine names no product, vendor or address': [
    ['plan/a.ts', "export const name = 'torch';"],
    ['plan/a.ts', '// as PyTorch3D wants it'],
    ['plan/a.ts', "export const where = 'https://example.com/x';"],
  ],
};

for (const [title, rule] of Object.entries(RULES)) {
  test(`it is found out where this is not so: ${title}`, () => {
    const broken = BROKEN[title] ?? [];
    assert.ok(broken.length > 0, 'write a program that breaks the rule');
    for (const [name, text] of broken) assert.equal(rule([sourceOf(name, text)]).length, 1, `${name}: ${text}`);
  });
}

function sourcesIn(folder: string): readonly Source[] {
  return textsIn(folder, /\.ts$/).map(({ name, text }) => sourceOf(name, text));
}

/** Names are relative to the folder, with slashes. */
function textsIn(folder: string, ending: RegExp): readonly Pick<Source, 'name' | 'text'>[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => ending.test(name))
    .sort()
    .map(name => ({ name: name.split(sep).join('/'), text: readFileSync(join(root, folder, name), 'utf8') }));
}
