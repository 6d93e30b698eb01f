import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bzip2, condaOf, gzip, has, MODIFIED, paxOf, tarOf, through, xz, zipOf, zstd } from './support/make-archive.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const withTools = {
  skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the archives',
};

const MEMBERS = [
  { name: './' },
  { name: 'bin/', type: '5', mode: 0o755 },
  { name: 'bin/tool', body: '#!/bin/sh\n', mode: 0o755 },
  { name: 'lib/real.txt', body: 'real\n' },
  { name: 'lib/link.txt', type: '2', target: 'real.txt' },
  { name: 'lib/up', type: '2', target: '../bin/tool' },
  { name: 'lib/same.txt', type: '1', target: 'lib/real.txt' },
  { name: 'empty/', type: '5' },
];
const TAR = tarOf({ name: './', type: '5', mode: 0o755 }, ...MEMBERS.slice(1));
const TREE = {
  'bin/': 'folder',
  'bin/tool': '*#!/bin/sh\n',
  'empty/': 'folder',
  'lib/': 'folder',
  'lib/link.txt': '-> real.txt',
  'lib/real.txt': 'real\n',
  'lib/same.txt': 'real\n',
  'lib/up': '-> ../bin/tool',
};
const FILES = ['bin/tool', 'lib/link.txt', 'lib/real.txt', 'lib/same.txt', 'lib/up'];

for (const [name, compress] of [
  ['a.tar', (bytes: Buffer) => bytes],
  ['a.tar.bz2', bzip2],
  ['a.tar.gz', gzip],
  ['a.tgz', gzip],
  ['a.tar.zst', zstd],
] as const) {
  test(`${name}: files, folders and links arrive as they were, and are listed`, withTools, async () => {
    const { result, into, seen } = await bench.unpack(name, compress(TAR));
    assert.deepEqual(result, { ok: true, value: { files: FILES.map(file => join(into, file)) } });
    assert.deepEqual(treeOf(into), TREE);
    assert.equal(statSync(join(into, 'lib/real.txt')).mtimeMs, MODIFIED * 1000);
    const last = seen.at(-1);
    assert.ok(last !== undefined && last.done === last.total && last.unit === 'bytes');
  });
}

test('a.tar.xz: files, folders and links arrive as they were', { skip: !has('xz') && 'xz is needed' }, async () => {
  for (const name of ['a.tar.xz', 'a.txz', 'named-by-nothing']) {
    const { result, into } = await bench.unpack(name, xz(TAR));
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(treeOf(into), TREE);
  }
});

test('.conda: both tars are unpacked into one tree', withTools, async () => {
  const info = tarOf({ name: 'info/index.json', body: '{}' });
  const { result, into } = await bench.unpack('a-1-0.conda', condaOf('a-1-0', { info, pkg: TAR }));
  assert.ok(result.ok);
  assert.deepEqual(treeOf(into), { ...TREE, 'info/': 'folder', 'info/index.json': '{}' });
});

test('.zip and .whl: stored and deflated members, modes and links', async () => {
  const zip = zipOf(
    { name: 'a/' },
    { name: 'a/stored.txt', body: 'stored\n' },
    { name: 'a/deflated.txt', body: 'deflated '.repeat(100), deflate: true },
    { name: 'a/behind.txt', body: 'told behind', descriptor: true, deflate: true },
    { name: 'a/tool', body: 'x', mode: 0o100755 },
    { name: 'a/link', body: 'tool', mode: 0o120777 },
  );
  for (const name of ['a.zip', 'a-1-py3-none-any.whl']) {
    const { result, into } = await bench.unpack(name, zip);
    assert.ok(result.ok);
    assert.deepEqual(treeOf(into), {
      'a/': 'folder',
      'a/behind.txt': 'told behind',
      'a/deflated.txt': 'deflated '.repeat(100),
      'a/link': '-> tool',
      'a/stored.txt': 'stored\n',
      'a/tool': '*x',
    });
  }
});

const python = { skip: has('python3') ? false : 'python3 is needed to make the archives' };

test('a zip made by another program unpacks, and so does one that was streamed', python, async () => {
  const script = `
import io, sys, zipfile
class Pipe(io.RawIOBase):
    def writable(self): return True
    def write(self, b): sys.stdout.buffer.write(bytes(b)); return len(b)
with zipfile.ZipFile(Pipe(), 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('p/\\u00e4.txt', 'umlaut')
    z.writestr('p/b.txt', 'b' * 1000)
`;
  const { result, into } = await bench.unpack('a.zip', through('python3', ['-c', script], Buffer.alloc(0)));
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(Object.keys(treeOf(into)), ['p/', 'p/b.txt', 'p/\u00e4.txt']);
});

test('a tar with long names in pax and GNU form unpacks', { skip: !has('tar') && 'tar is needed' }, async () => {
  const source = makeFolder(bench.root, 'long');
  const name = `${'n'.repeat(120)}-\u00e4\u00f6\u00fc.txt`;
  makeFolder(source, 'd'.repeat(90), 'e'.repeat(90));
  writeFileSync(join(source, 'd'.repeat(90), 'e'.repeat(90), name), 'deep');
  symlinkSync(`${'d'.repeat(90)}/${'e'.repeat(90)}/${name}`, join(source, 'link'));
  for (const format of ['pax', 'gnu']) {
    const tar = through('tar', ['-C', source, `--format=${format}`, '-cf', '-', '.'], Buffer.alloc(0));
    const { result, into } = await bench.unpack('a.tar', tar);
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(treeOf(into), treeOf(source));
  }
});

test('a long name whose first 100 bytes end in a slash is that of a file', async () => {
  const folder = `${'d'.repeat(99)}/`;
  const tar = tarOf({ name: '././@LongLink', type: 'L', body: `${folder}file` }, { name: folder, body: 'x' });
  const { result, into } = await bench.unpack('a.tar', tar);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { [folder]: 'folder', [`${folder}file`]: 'x' });
});

test('a pax path replaces the name in the header', async () => {
  const { into } = await bench.unpack(
    'a.tar',
    tarOf(paxOf('path', 'd/\u4e2d\u6587.txt'), { name: 'short', body: 'x' }),
  );
  assert.deepEqual(treeOf(into), { 'd/': 'folder', 'd/\u4e2d\u6587.txt': 'x' });
});

test('pick takes single members to where they are wanted', async () => {
  const pick = { 'bin/tool': 'tool', './lib/real.txt': 'deep/er/real' };
  const { result, into } = await bench.unpack('a.tar', TAR, { pick });
  assert.deepEqual(result, { ok: true, value: { files: [join(into, 'deep/er/real'), join(into, 'tool')] } });
  assert.deepEqual(treeOf(into), {
    'deep/': 'folder',
    'deep/er/': 'folder',
    'deep/er/real': 'real\n',
    tool: '*#!/bin/sh\n',
  });
});

test('a picked member that is missing is named, with those near it', async () => {
  const cases = [
    ['Library/bin/tool.exe', 'it has no member Library/bin/tool.exe; near it: bin/tool'],
    ['lib/reel.txt', 'it has no member lib/reel.txt; near it: lib/real.txt'],
    ['something/else/altogether', 'it has no member something/else/altogether'],
    ['lib', 'lib is a folder: take it with select'],
    ['lib/link.txt', 'lib/link.txt is a link: pick the file that it leads to'],
  ] as const;
  for (const [member, reason] of cases) {
    const { result, into } = await bench.unpack('a.tar', TAR, { pick: { [member]: 'x' } });
    assert.deepEqual(result, { ok: false, error: { kind: 'archive', archive: 'a.tar', reason } });
    assert.ok(!existsSync(into));
  }
});

test('a picked member cannot be put outside the target', async () => {
  const { result } = await bench.unpack('a.tar', TAR, { pick: { 'bin/tool': '../tool' } });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'its name leads out of the archive');
});

test('select takes what matches, without the folders before its first wildcard', async () => {
  const tar = tarOf(
    { name: 'lib/python3.11/site-packages/a/__init__.py', body: '1' },
    { name: 'lib/python3.11/site-packages/.hidden', body: '2' },
    { name: 'lib/python3.11/other.py', body: '3' },
    { name: 'bin/x', body: '4' },
  );
  const { result, into } = await bench.unpack('a.tar', tar, { select: 'lib/python3.11/site-packages/**' });
  assert.ok(result.ok);
  assert.deepEqual(treeOf(into), { '.hidden': '2', 'a/': 'folder', 'a/__init__.py': '1' });
  const single = await bench.unpack('a.tar', tar, { select: 'lib/python3.11/other.py' });
  assert.deepEqual(treeOf(single.into), { 'other.py': '3' });
});

test('a select that matches nothing is a failure', async () => {
  const { result } = await bench.unpack('a.tar', TAR, { select: 'share/**' });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.reason, 'no member matches share/**');
});

test('strip cuts leading folders off, and leaves out what has fewer', async () => {
  const tar = tarOf(
    { name: 'top/', type: '5' },
    { name: 'top/a', body: '1' },
    { name: 'readme', body: '2' },
    { name: 'top/b/c', body: '3' },
    { name: 'top/b/same', type: '1', target: 'top/b/c' },
  );
  const { result, into } = await bench.unpack('a.tar', tar, { strip: 1 });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { a: '1', 'b/': 'folder', 'b/c': '3', 'b/same': '3' });
});

test('into a folder that is there: files are replaced, and what else is in it stays', async () => {
  const into = bench.fresh();
  makeFolder(into, 'lib');
  writeFileSync(join(into, 'lib/real.txt'), 'older');
  writeFileSync(join(into, 'lib/mine.txt'), 'mine');
  const before = statSync(join(into, 'lib/real.txt')).ino;
  const { result } = await bench.unpack('a.tar', TAR, { into });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(treeOf(into), { ...TREE, 'lib/mine.txt': 'mine' });
  assert.notEqual(statSync(join(into, 'lib/real.txt')).ino, before, 'replaced, not written into');
});

test('nothing is written through a link that is in the target', async () => {
  const outside = makeFolder(bench.root, 'outside');
  writeFileSync(join(outside, 'secret'), 'secret');
  const into = bench.fresh();
  makeFolder(into, 'bin');
  symlinkSync(outside, join(into, 'lib'));
  const { result } = await bench.unpack('a.tar', TAR, { into });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.equal(result.error.entry, 'lib');
  assert.deepEqual(treeOf(outside), { secret: 'secret' });
  assert.deepEqual(treeOf(into), { 'bin/': 'folder', lib: `-> ${outside}` });
});

test('a link where a file goes is replaced, and what it led to stays as it was', async () => {
  const into = bench.fresh();
  makeFolder(into, 'lib');
  const victim = join(bench.root, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, join(into, 'lib/real.txt'));
  const { result } = await bench.unpack('a.tar', TAR, { into });
  assert.ok(result.ok);
  assert.equal(readFileSync(victim, 'utf8'), 'untouched');
  assert.ok(lstatSync(join(into, 'lib/real.txt')).isFile());
});

test('a folder where a file goes, and a file where a folder goes, refuse the archive before anything moves', async () => {
  for (const [existing, isFolder] of [
    ['lib/real.txt', true],
    ['lib', false],
  ] as const) {
    const into = bench.fresh();
    mkdirSync(into, { recursive: true });
    if (isFolder) makeFolder(into, existing);
    else writeFileSync(join(into, existing), 'a file');
    const before = treeOf(into);
    const { result } = await bench.unpack('a.tar', TAR, { into });
    assert.ok(!result.ok && result.error.kind === 'archive');
    assert.equal(result.error.entry, existing);
    assert.deepEqual(treeOf(into), before);
  }
});

test('a staging folder that is given is used, and left empty', async () => {
  const staging = join(bench.root, 'staging');
  const { result, into } = await bench.unpack('a.tar', TAR, { staging });
  assert.ok(result.ok);
  assert.deepEqual(readdirSync(staging), []);
  assert.deepEqual(treeOf(into), TREE);
});

test('nothing is unpacked outside the folders that may be written to', async () => {
  const writable = [makeFolder(bench.root, 'allowed')];
  const { result, into } = await bench.unpack('a.tar', TAR, { writable });
  assert.ok(!result.ok && result.error.kind === 'policy');
  assert.ok(!existsSync(into));
});

test('cancelled: it ends, and nothing is left', async () => {
  const stop = new AbortController();
  stop.abort();
  const { result, into } = await bench.unpack('a.tar', TAR, { signal: stop.signal });
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.ok(!existsSync(into));
});

test('where the name tells no format, the first bytes do', withTools, async () => {
  const { result, into } = await bench.unpack('2.9.0', bzip2(TAR));
  assert.ok(result.ok);
  assert.deepEqual(treeOf(into), TREE);
});

test('bytes that are not of the format that the name tells are named for what they are', async () => {
  const html = Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>');
  const cases = [
    ['a.tar.bz2', html, 'it is no tar.bz2 archive: it looks like an HTML page'],
    ['a.conda', Buffer.alloc(0), 'it is no conda archive: it looks like nothing: it is empty'],
    ['a.zip', bzip2(TAR), 'it is no zip archive: it looks like a bzip2 archive'],
    ['a.tar', html, 'it is no tar archive: it looks like an HTML page'],
    ['a.tar.xz', html, 'it is no tar.xz archive: it looks like an HTML page'],
    ['a.tar.lz', html, 'archives of the kind .tar.lz are not supported'],
    ['thing', html, 'its format is not known: it looks like an HTML page'],
  ] as const;
  for (const [name, bytes, reason] of cases) {
    const { result, into } = await bench.unpack(name, bytes);
    assert.deepEqual(result, { ok: false, error: { kind: 'archive', archive: name, reason } });
    assert.ok(!existsSync(into));
  }
});

test('an archive that is not there is a file failure', async () => {
  const { result } = await bench.unpack('a.tar', TAR, { archive: join(bench.root, 'not-there') });
  assert.ok(!result.ok && result.error.kind === 'file');
  assert.equal(result.error.code, 'ENOENT');
});
