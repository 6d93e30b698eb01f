import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { condaUnpacking } from './support/conda-unpacking.js';
import { bzip2, has, tarOf, zipOf, zstd, type Member } from './support/make-archive.js';
import { treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());
const { unpacked, refusal } = condaUnpacking(bench);

const tools = { skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the packages' };

test('a noarch python package is unpacked as it is, and what was not done is said', tools, async () => {
  const files = [
    { name: 'site-packages/m/__init__.py', body: '1' },
    { name: 'bin/.p-post-link.sh', body: 'exit' },
  ];
  const index = { noarch: 'python' };
  const { tree, notes } = await unpacked(files, { index });
  assert.deepEqual(Object.keys(tree ?? {}), [
    'bin/',
    'bin/.p-post-link.sh',
    'site-packages/',
    'site-packages/m/',
    'site-packages/m/__init__.py',
  ]);
  assert.deepEqual(notes, [
    'it is a noarch python package: its modules are left in site-packages at the top, and its programs are not made; the conda action does both',
    'bin/.p-post-link.sh is not run: the conda action runs such scripts',
  ]);
  const modules = await unpacked(files, { index, request: { select: 'site-packages/**' } });
  assert.deepEqual(modules.notes, []);
  assert.equal(
    await refusal(files, { index, request: { select: 'lib/python3.11/site-packages/**' } }),
    ': no member matches lib/python3.11/site-packages/**; it is a noarch python package, whose modules lie in site-packages at its top',
  );
});

test('a .tar.bz2 is a conda package by its info/index.json, and by no folder of that name', tools, async () => {
  const list = { name: 'info/paths.json', body: 'mine' };
  for (const members of [[list], [list, { name: 'info/index.json', type: '5' } as const]])
    assert.ok((await bench.unpack('a.tar.bz2', bzip2(tarOf(...members)))).result.ok);
});

test('a package that was zipped again by hand, in a folder and compressed once more, is the same', tools, async () => {
  const tar = (kind: string, member: Member) => {
    return { name: `p/${kind}-p.tar.zst`, body: zstd(tarOf(member)), deflate: true };
  };
  const zip = zipOf(tar('info', { name: 'info/about', body: 'it' }), tar('pkg', { name: 'lib/a', body: 'x' }));
  const { result, into } = await bench.unpack('p.conda', zip);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { 'info/': 'folder', 'info/about': 'it', 'lib/': 'folder', 'lib/a': 'x' });
});

test('a package that tells nothing about itself is refused, one that is nothing else is not', tools, async () => {
  const only = (kind: 'info' | 'pkg') =>
    zipOf({ name: `${kind}-p.tar.zst`, body: zstd(tarOf({ name: 'info/about' })) });
  const { result } = await bench.unpack('p.conda', only('pkg'));
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'it is no .conda: no tar of the kind info is in it');
  assert.ok((await bench.unpack('p.conda', only('info'))).result.ok);
});
