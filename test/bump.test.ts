import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { replaceScalar } from '../engine/edit/replace-scalar.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { changeLines } from '../engine/report/change-lines.js';
import { place, platformHere, shown, type CliOptions } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { sha256Of, startMirror } from './support/mirror.js';

const MANIFEST = `manifest: 1
name: sample
title: A sample
# the only place of versions
versions:
  tool:   "1.0"   # must fit the plugin
  plugin: 2.0.0
vars: { tag: 't\${tool|digits}' }
profiles:
  new: { when: { gpu: nvidia }, versions: { tool: '3.0' } }
  old: {}
compatibility:
  - { tool: '1.0', plugin: '2.0.0' }
  - { tool: '3.0', plugin: ['2.0.0', '2.1.0'] }
  - { tool: '1.1', plugin: '2.1.0' }
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool:
    sources: ['https://files.test/\${platform}/tool-\${tool}-\${tag}.zip']
    sha256: { linux-64: '${'a'.repeat(64)}' }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool.zip } }
  plugin: { uses: write, with: { path: plugin.txt, text: '\${plugin}' } }
  both: { needs: [tool, plugin], uses: write, with: { path: both.txt, text: all } }
`;

/** A place whose bumps ask nobody. */
function quietPlace(t: TestContext) {
  const here = place(t);
  const cli = (args: readonly string[], options: CliOptions = {}) =>
    here.cli(args, { ...options, env: { SAM3D_INSTALL_OFFLINE: '1', ...options.env } });
  return { ...here, cli };
}

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

test('--dry-run prints a diff that patch takes, and writes nothing', async t => {
  const here = quietPlace(t);
  const path = here.write('sam3d-install.yaml', MANIFEST);
  const end = await here.cli(['bump', 'tool', '1.1', 'plugin', '2.1.0', '--dry-run']);
  assert.equal(end.code, 0, shown(end));
  const diff = `--- sam3d-install.yaml
+++ sam3d-install.yaml
@@ -3,8 +3,8 @@
 title: A sample
 # the only place of versions
 versions:
-  tool:   "1.0"   # must fit the plugin
-  plugin: 2.0.0
+  tool:   "1.1"   # must fit the plugin
+  plugin: 2.1.0
 vars: { tag: 't\${tool|digits}' }
 profiles:
   new: { when: { gpu: nvidia }, versions: { tool: '3.0' } }
`;
  assert.ok(end.stdout.includes(diff), shown(end));
  assert.match(end.stdout, /nothing was written\n$/);
  assert.equal(readFileSync(path, 'utf8'), MANIFEST);
});

test('of long texts what differs is shown, and addresses of one thing stand together', () => {
  const where = 'on linux-64';
  const code = (version: string) =>
    `import torch, torchvision; assert torch.__version__ == '${version}', torch.__file__`;
  assert.deepEqual(
    changeLines(
      [
        { of: 'kept', before: code('2.5.1'), after: code('2.4.1'), where },
        { of: 'short', before: 'a', after: 'ab', where },
        { of: 'new', after: 'x'.repeat(70), where },
        { of: 'artifact tool', before: 'https://a.test/1', after: 'https://a.test/2', where },
        { of: 'artifact tool', before: 'https://b.test/1', after: 'https://b.test/2', where },
        { of: 'artifact tool', before: 'https://b.test/1', after: 'https://b.test/2', where: 'on win-64' },
      ],
      false,
    ),
    [
      "  kept: ...ion__ == '2.5.1', torch._... -> ...ion__ == '2.4.1', torch._... (on linux-64)",
      '  short: a -> ab (on linux-64)',
      `  new: (none) -> ${'x'.repeat(70)} (on linux-64)`,
      '  artifact tool (on linux-64)',
      '    - https://a.test/1',
      '    + https://a.test/2',
      '    - https://b.test/1',
      '    + https://b.test/2',
      '  artifact tool (on win-64)',
      '    - https://b.test/1',
      '    + https://b.test/2',
    ],
  );
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

test('a version that is written in another way than as one text is not edited', async t => {
  const here = quietPlace(t);
  const text = MANIFEST.replace('tool:   "1.0"', 'tool: "1\\x2e0"');
  const path = here.write('sam3d-install.yaml', text);
  const end = await here.cli(['bump', 'tool', '3.0']);
  assert.equal(end.code, 2, shown(end));
  assert.match(end.stderr, /^sam3d-install\.yaml:6:9: error\[not-editable\]/m);
  assert.equal(readFileSync(path, 'utf8'), text);
});

test('the file that declares the version is edited, not the one that extends it; links and modes stay', async t => {
  const here = quietPlace(t);
  const base = here.write('kept/base.yaml', MANIFEST);
  chmodSync(base, 0o640);
  symlinkSync(join('kept', 'base.yaml'), join(here.work, 'common.yaml'));
  const own = 'manifest: 1\nname: own\ntitle: Own\nextends: common\n';
  const path = here.write('sam3d-install.yaml', own);
  const end = await here.cli(['bump', 'tool', '3.0']);
  assert.equal(end.code, 0, shown(end));
  assert.match(end.stdout, /^common\.yaml:6: tool 1\.0 -> 3\.0$/m);
  assert.equal(readFileSync(path, 'utf8'), own);
  assert.equal(readFileSync(base, 'utf8'), MANIFEST.replace('"1.0"', '"3.0"'));
  assert.ok(lstatSync(join(here.work, 'common.yaml')).isSymbolicLink());
  if (process.platform !== 'win32') assert.equal(statSync(base).mode & 0o777, 0o640);
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

/** Written, its new value, what becomes of it. */
const QUOTING: readonly (readonly [string, string, string])[] = [
  ["'1.0'", '2.0', "'2.0'"],
  ['"1.0"', '2.0', '"2.0"'],
  ['1.0.0', '2.0.0', '2.0.0'],
  ['1.0.0', '2.0', "'2.0'"],
  ['1.0.0', '12.*', "'12.*'"],
  ['abc', 'true', "'true'"],
];

for (const [written, value, expected] of QUOTING) {
  test(`${written} becomes ${expected} when it is bumped to ${value}`, () => {
    const text = `\uFEFFa: ${written}\r\nb: 1\r\n`;
    const at = (offset: number) => ({ line: 1, column: offset + 1, offset });
    const span = { file: 'x', start: at(3), end: at(3 + written.length) };
    const edited = replaceScalar(text, { value: written.replace(/['"]/g, ''), span }, value);
    assert.deepEqual(edited, { ok: true, value: `\uFEFFa: ${expected}\r\nb: 1\r\n` });
  });
}

const ONLINE = `manifest: 1
name: sample
title: A sample
versions: { tool: '1.0' }
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool: { sources: ['https://files.test/${'$'}{platform}/tool-${'$'}{tool}.zip', 'https://files.test/other/${'$'}{platform}-${'$'}{tool}.zip'] }
  same: { sources: ['https://files.test/same.zip'] }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool.zip } }
  same: { uses: download, with: { artifact: same, to: same.zip } }
`;

test('a bump asks every address that is new, says what is missing, and brings the lock to them', async t => {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const file = (text: string) => ({ kind: 'file', body: Buffer.from(text) }) as const;
  for (const version of ['1.0', '1.1']) {
    for (const platform of ['linux-64', 'win-64']) mirror.serve(`/${platform}/tool-${version}.zip`, file(version));
  }
  mirror.serve('/same.zip', file('same'));
  const lockPath = join(here.work, 'sam3d-install.lock.yaml');
  here.write('sam3d-install.yaml', ONLINE);
  const ask = (...args: readonly string[]) => here.cli([...args, '--mirror', `https://files.test/=${mirror.url}/`]);
  assert.equal((await ask('lock')).code, 0);
  const before = readFileSync(lockPath, 'utf8');
  const asked = mirror.requests.length;
  const dry = await ask('bump', 'tool', '1.1', '--dry-run');
  assert.equal(dry.code, 0, shown(dry));
  assert.equal(mirror.requests.length, asked, 'a dry run asks nothing');

  const end = await ask('bump', 'tool', '1.1');
  assert.equal(end.code, 0, shown(end));
  const table = end.stdout.slice(end.stdout.indexOf('asked online:'));
  assert.match(table, /^there +tool +https:\/\/files\.test\/linux-64\/tool-1\.1\.zip$/m);
  assert.match(table, /^gone +tool +https:\/\/files\.test\/other\/linux-64-1\.1\.zip$/m);
  assert.match(
    table,
    /^unused +https:\/\/files\.test\/win-64\/tool-1\.0\.zip: no host asks it any more; it is left out$/m,
  );
  assert.match(table, /sam3d-install\.lock\.yaml: written, 3 files$/m);
  assert.ok(!mirror.requests.slice(asked).some(({ path }) => path === '/same.zip'), 'what stays is not asked');
  const after = readFileSync(lockPath, 'utf8');
  assert.equal(after, before.replaceAll('tool-1.0', 'tool-1.1').replaceAll(sha256Of('1.0'), sha256Of('1.1')));

  const missing = await ask('bump', 'tool', '1.2', '--json');
  assert.equal(missing.code, 1, shown(missing));
  const line = theLine<{ online: { missing: readonly string[]; urls: readonly { verdict: { kind: string } }[] } }>(
    missing.stdout,
  );
  assert.deepEqual(line.online.missing, ['tool']);
  assert.deepEqual([...new Set(line.online.urls.map(({ verdict }) => verdict.kind))], ['gone']);
});

test('a bump without a network is a bump all the same, and says that nobody was asked', async t => {
  const here = place(t);
  const path = here.write('sam3d-install.yaml', ONLINE);
  const mirror = ['--mirror', 'https://files.test/=http://127.0.0.1:9/'];
  const end = await here.cli(['bump', 'tool', '1.1', ...mirror]);
  assert.equal(end.code, 0, shown(end));
  assert.equal(readFileSync(path, 'utf8'), ONLINE.replace("tool: '1.0'", "tool: '1.1'"));
  assert.match(end.stderr, /^no server was reached for 4 new addresses: sam3d-install validate --online asks again$/m);
});
