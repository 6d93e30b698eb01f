import assert from 'node:assert/strict';
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { replaceScalar } from '../engine/edit/replace-scalar.js';
import { changeLines } from '../engine/report/change-lines.js';
import { shown } from './support/cli.js';
import { MANIFEST, quietPlace } from './support/bump-place.js';

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
