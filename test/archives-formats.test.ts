import assert from 'node:assert/strict';
import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bzip2, condaOf, gzip, has, MODIFIED, paxOf, tarOf, through, xz, zipOf, zstd } from './support/make-archive.js';
import { FILES, TAR, TREE } from './support/sample-tar.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const withTools = {
  skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the archives',
};

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
