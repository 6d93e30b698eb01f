import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { packageOf, type PackageFile } from './support/conda-package.js';
import { condaUnpacking, sha256 } from './support/conda-unpacking.js';
import { gzip, has, tarOf, type Member } from './support/make-archive.js';
import { unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());
const { unpacked, refusal } = condaUnpacking(bench);

const tools = { skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the packages' };

test('a package whose files are as its list says is unpacked', tools, async () => {
  const { tree, notes } = await unpacked([
    { name: 'bin/tool', body: 'tool', mode: 0o755 },
    { name: 'bin/alias', type: '2', target: 'tool', told: { sha256: sha256('tool'), size_in_bytes: 4 } },
    { name: 'share/empty' },
  ]);
  assert.deepEqual(tree, {
    'bin/': 'folder',
    'bin/alias': '-> tool',
    'bin/tool': '*tool',
    'share/': 'folder',
    'share/empty': '',
  });
  assert.deepEqual(notes, []);
});

test('a file that is not as the package lists it refuses the package', tools, async () => {
  const good = { name: 'bin/good', body: 'good' };
  const other = sha256('other');
  const cases: readonly (readonly [PackageFile, string])[] = [
    [
      { name: 'a', body: 'x', told: { sha256: other } },
      `a: its sha256 is ${sha256('x')}, and info/paths.json says ${other}`,
    ],
    [{ name: 'a', body: 'x', told: { size_in_bytes: 2 } }, 'a: it has 1 bytes, and info/paths.json says 2'],
    [{ name: 'a', body: 'x', told: null }, 'a: info/paths.json does not list it'],
    [{ name: 'a', body: 'x', told: { path_type: 'softlink' } }, 'a: it is a file, and info/paths.json says link'],
    [
      { name: 'a', type: '2', target: 'bin/good', told: { path_type: 'hardlink' } },
      'a: it is a link, and info/paths.json says file',
    ],
    [{ name: 'a', body: 'x', told: { path_type: 'device' } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { sha256: 'short' } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { path_type: 'constructor' } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { path_type: { toString: 1 } } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { _path: { toString: 1 } } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { _path: ['a'] } }, 'info/paths.json: it is not well formed'],
    [{ name: 'a', body: 'x', told: { size_in_bytes: 1.5 } }, 'info/paths.json: it is not well formed'],
    [
      { name: 'a', body: 'x', told: { _path: '../a' } },
      '../a: info/paths.json lists it: its name leads out of the archive',
    ],
    [{ name: 'a', body: 'x', told: { _path: 'bin/good' } }, 'bin/good: info/paths.json lists it twice'],
    [{ name: 'a', body: 'x', placeholder: 'a' }, 'info/paths.json: it is not well formed'],
  ];
  for (const [file, reason] of cases) assert.equal(await refusal([good, file]), reason);
  const lost = { _path: 'lost', path_type: 'hardlink' };
  assert.equal(await refusal([good], { lost: [lost] }), 'lost: info/paths.json lists it, and it is not in the archive');
});

test('only what is told about the package is not held against its list, not what is called alike', tools, async () => {
  for (const name of ['include/x.h', 'information/x', 'i', 'lib/info/x'])
    assert.equal(
      await refusal([{ name, body: 'x', told: { size_in_bytes: 2 } }]),
      `${name}: it has 1 bytes, and info/paths.json says 2`,
    );
  const { tree } = await unpacked([{ name: 'info/extra', body: 'x', told: null }]);
  assert.deepEqual(tree, {});
});

test('a list that takes more than 32 MiB is refused before it is held in memory', tools, async () => {
  const body = Buffer.alloc(32 * 2 ** 20 + 1, ' ');
  const info = [{ name: 'info/paths.json', body }];
  assert.equal(await refusal([], { info }), `info/paths.json: it is larger than ${32 * 2 ** 20} bytes`);
});

test('a list of millions of values is refused before they are held in memory', tools, async () => {
  const info = [{ name: 'info/paths.json', body: `{"paths":[${'{},'.repeat(1_100_000)}{}]}` }];
  assert.equal(await refusal([], { info }), 'info/paths.json: it has more than 2000000 values');
  const lines = [{ name: 'info/has_prefix', body: 'a\n'.repeat(250_001) }];
  assert.equal(await refusal([], { info: lines }), 'info/has_prefix: it has more than 250000 lines');
});

test('a list that is no list refuses the package', tools, async () => {
  for (const body of ['', '{', '[]', '{"paths": 1}', 'null']) {
    const info = [{ name: 'info/paths.json', body }];
    assert.equal(await refusal([{ name: 'a' }], { info }), 'info/paths.json: it is not well formed');
  }
});

test('only what is taken of a package is held against its list', tools, async () => {
  const files = [
    { name: 'lib/wanted', body: 'x' },
    { name: 'lib/other', body: 'x', told: { size_in_bytes: 9 } },
  ];
  const { tree } = await unpacked(files, { request: { pick: { 'lib/wanted': 'w' } } });
  assert.deepEqual(tree, { w: 'x' });
});

test('an archive that is no conda package may hold files of these names', tools, async () => {
  const members: readonly Member[] = [{ name: 'info/paths.json', body: 'mine' }];
  assert.ok(
    (await bench.unpack('a.tar.gz', gzip(tarOf(...members, { name: 'info/index.json', body: 'x' })))).result.ok,
  );
  const [, [name, bytes] = assert.fail()] = packageOf([], { info: members });
  assert.ok(!(await bench.unpack(name, bytes)).result.ok);
});
