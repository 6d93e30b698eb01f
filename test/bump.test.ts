import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageFolder } from '../engine/host/package-folder.js';
import { platformHere, shown } from './support/cli.js';
import { MANIFEST, quietPlace } from './support/bump-place.js';

test('a bump edits the one entry, keeps every other byte, and says what follows', async t => {
  const here = quietPlace(t);
  const path = here.write('sam3d-install.yaml', MANIFEST);
  const end = await here.cli(['bump', 'tool', '1.1', 'plugin', '2.1.0']);
  assert.equal(end.code, 0, shown(end));
  const edited = MANIFEST.replace('tool:   "1.0" ', 'tool:   "1.1" ').replace('plugin: 2.0.0', 'plugin: 2.1.0');
  assert.equal(readFileSync(path, 'utf8'), edited);
  assert.equal(
    end.stdout,
    `sam3d-install.yaml:6: tool 1.0 -> 1.1
sam3d-install.yaml:7: plugin 2.0.0 -> 2.1.0
  profile new has a tool of its own, which stays: 3.0
what it changes:
  plugin: 2.0.0 -> 2.1.0 (on every platform)
  tool: 1.0 -> 1.1 (on linux-64 with profile old, on win-64 with profile old)
  tag: t10 -> t11 (on linux-64 with profile old, on win-64 with profile old)
addresses:
  artifact tool (on linux-64 with profile old)
    - https://files.test/linux-64/tool-1.0-t10.zip
    + https://files.test/linux-64/tool-1.1-t11.zip
  artifact tool (on win-64 with profile old)
    - https://files.test/win-64/tool-1.0-t10.zip
    + https://files.test/win-64/tool-1.1-t11.zip
compatibility:
  sam3d-install.yaml:14: this row is met on linux-64 with profile new, on win-64 with profile new
  sam3d-install.yaml:15: this row is met on linux-64 with profile old, on win-64 with profile old
steps:
  defined anew: plugin, tool
  behind them: both
hashes in the manifest that are of what was there before:
  sam3d-install.yaml:20: tool
`,
  );
});

test('places that still say what the version was are shown, but not rows, comments, longer numbers and what may not be edited', async t => {
  const here = quietPlace(t);
  const lines = [
    'manifest: 1',
    'name: sample',
    'title: A sample # since 12.1',
    'versions:',
    "  cuda: '12.1'",
    "  nvcc: '12.1.105'",
    "  other: '2.12.1'",
    "  later: '12.10'",
    "vars: { nvcc-range: '>=12.1 <12.2' }",
    'profiles:',
    '  cuda-12.1: {}',
    "  cuda-12.8: { versions: { cuda: '12.8' } }",
    'compatibility:',
    "  - { cuda: ['12.1', '12.4', '12.8'] }",
    'platforms: { linux-64: {} }',
    'steps:',
    "  a: { uses: write, with: { path: a, text: '${cuda} ${nvcc} ${nvcc-range} ${other} ${later}' } }",
  ];
  here.write('sam3d-install.yaml', `${lines.join('\n')}\n`);
  const end = await here.cli(['bump', 'cuda', '12.4']);
  assert.equal(end.code, 0, shown(end));
  assert.equal(
    end.stdout.slice(0, end.stdout.indexOf('what it changes')),
    `sam3d-install.yaml:5: cuda 12.1 -> 12.4
  profile cuda-12.8 has a cuda of its own, which stays: 12.8
still 12.1, perhaps to be changed with it:
  sam3d-install.yaml:6: nvcc: '12.1.105'
  sam3d-install.yaml:9: vars: { nvcc-range: '>=12.1 <12.2' }
  sam3d-install.yaml:11: cuda-12.1: {}
`,
  );
});

test('a bump that needs another one beside it says which, and ends as an invalid manifest does', async t => {
  const here = quietPlace(t);
  const path = here.write('sam3d-install.yaml', MANIFEST);
  const end = await here.cli(['bump', 'tool', '1.1']);
  assert.equal(end.code, 2, shown(end));
  assert.match(end.stderr, /^help: set `plugin` to 2\.1\.0, or add a row that is known to work$/m);
  assert.equal(readFileSync(path, 'utf8'), MANIFEST.replace('"1.0"', '"1.1"'));
  const next = await here.cli(['bump', 'plugin', '2.1.0']);
  assert.equal(next.code, 0, shown(next));
});

test('a version of a profile is bumped with --profile', async t => {
  const here = quietPlace(t);
  const path = here.write('sam3d-install.yaml', MANIFEST);
  const end = await here.cli(['bump', 'tool', '1.0', '--profile', 'new', '--json']);
  assert.equal(end.code, 0, shown(end));
  assert.equal(readFileSync(path, 'utf8'), MANIFEST.replace("'3.0' } }", "'1.0' } }"));
  const said = JSON.parse(end.stdout) as { written: boolean; names: readonly { of: string; where: string }[] };
  assert.equal(said.written, true);
  assert.deepEqual(
    said.names.map(({ of, where }) => `${of} ${where}`),
    [
      'tool on linux-64 with profile new, on win-64 with profile new',
      'tag on linux-64 with profile new, on win-64 with profile new',
    ],
  );
});

/** What is asked, what it is told, and what the program ends with. */
const REFUSED: readonly (readonly [string, readonly string[], RegExp, number])[] = [
  ['a misspelt name', ['tol', '2'], /^error: there is no version `tol`\nhelp: did you mean `tool`\?$/m, 64],
  ['half a pair', ['tool', '1.1', 'plugin'], /^error: bump takes names and versions by turns$/m, 64],
  ['a text that is no version', ['tool', '1.1 # x'], /^error: `1\.1 # x` is no version$/m, 64],
  [
    'a misspelt profile',
    ['plugin', '1', '--profile', 'neww'],
    /^error: unknown profile `neww`\nhelp: did you mean `new`\?$/m,
    64,
  ],
  [
    'a profile without such a version',
    ['plugin', '1', '--profile', 'new'],
    /^error: profile new has no version `plugin` of its own\nhelp: it stands under `versions`$/m,
    64,
  ],
];

for (const [what, args, told, code] of REFUSED) {
  test(`bump refuses ${what}, and the file stays as it is`, async t => {
    const here = quietPlace(t);
    const path = here.write('sam3d-install.yaml', MANIFEST);
    const end = await here.cli(['bump', ...args]);
    assert.equal(end.code, code, shown(end));
    assert.match(end.stderr, told);
    assert.equal(readFileSync(path, 'utf8'), MANIFEST);
    assert.deepEqual(readdirSync(here.work), ['sam3d-install.yaml']);
  });
}

test('a version that only profiles have asks which of them is meant', async t => {
  const here = quietPlace(t);
  here.write('sam3d-install.yaml', MANIFEST.replace('  tool:   "1.0"   # must fit the plugin\n', ''));
  const end = await here.cli(['bump', 'tool', '2']);
  assert.match(end.stderr, /`tool` stands under profile new only\nhelp: say which one: --profile new/, shown(end));
});

test('an edit that makes the manifest wrong is refused with its place, and the file stays as it is', async t => {
  const here = quietPlace(t);
  const wrong = MANIFEST.replace('files.test/', 'files.test/\${toool}/');
  const path = here.write('sam3d-install.yaml', wrong);
  const end = await here.cli(['bump', 'tool', '3.0']);
  assert.equal(end.code, 2, shown(end));
  assert.match(end.stderr, /^sam3d-install\.yaml:\d+:\d+: error\[unknown-name\]/m);
  assert.equal(readFileSync(path, 'utf8'), wrong);
});

test('the steps of an installation that would run again are named, by its journal', async t => {
  const here = quietPlace(t);
  const text = `manifest: 1
name: sample
title: A sample
versions: { one: '1', two: '2' }
platforms: { ${platformHere()}: {} }
steps:
  one: { uses: write, with: { path: one.txt, text: '\${one}' } }
  two: { uses: write, with: { path: two.txt, text: '\${two}' } }
  both: { needs: [one, two], uses: write, with: { path: both.txt, text: all } }
`;
  here.write('sam3d-install.yaml', text);
  assert.equal((await here.cli([])).code, 0);
  const end = await here.cli(['bump', 'two', '3']);
  assert.match(end.stdout, /these steps would run again:\n  two, both$/m, shown(end));
});

test('entries of the lock that a bump leaves behind are named', async t => {
  const here = quietPlace(t);
  here.write('sam3d-install.yaml', MANIFEST);
  const url = 'https://files.test/win-64/tool-1.0-t10.zip';
  here.write('sam3d-install.lock.yaml', `lock: 1\nartifacts:\n  ${url}: { size: 1, sha256: ${'b'.repeat(64)} }\n`);
  const end = await here.cli(['bump', 'tool', '3.0']);
  assert.match(end.stdout, /^ {2}no longer used: https:\/\/files\.test\/win-64\/tool-1\.0-t10\.zip$/m, shown(end));
  assert.match(end.stdout, /^ {2}not in it yet: https:\/\/files\.test\/linux-64\/tool-3\.0-t30\.zip$/m);
});

test('a built-in of an installed package is not edited', async t => {
  const here = quietPlace(t);
  const installed = join(here.folder, 'node_modules', 'sam3d-install');
  mkdirSync(installed, { recursive: true });
  for (const part of ['manifests', 'schemas', 'package.json', join('dist', 'engine')]) {
    cpSync(join(packageFolder, part), join(installed, part), { recursive: true });
  }
  symlinkSync(join(packageFolder, 'node_modules'), join(installed, 'node_modules'));
  const before = readFileSync(join(installed, 'manifests', 'default.yaml'), 'utf8');
  const main = join(installed, 'dist', 'engine', 'cli', 'main.js');
  const end = spawnSync(process.execPath, [main, 'bump', 'python', '3.12'], { cwd: here.work, encoding: 'utf8' });
  assert.equal(end.status, 3, end.stderr);
  assert.match(end.stderr, /belongs to the installed package.*\nhelp: extend it:/);
  assert.equal(readFileSync(join(installed, 'manifests', 'default.yaml'), 'utf8'), before);
});
