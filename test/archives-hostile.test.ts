import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import {
  bzip2,
  gzip,
  has,
  paxOf,
  tarOf,
  zipLocal,
  zipOf,
  zstd,
  type Member,
  type ZipMember,
} from './support/make-archive.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

/** The failure of an archive that must be refused whole: nothing of it is in the target, nor beside it. */
async function refused(name: string, bytes: Uint8Array, options = {}): Promise<{ entry?: string; reason: string }> {
  const into = bench.fresh();
  makeFolder(dirname(into));
  const { result } = await bench.unpack(name, bytes, { into, ...options });
  assert.ok(!result.ok, 'it was unpacked');
  assert.ok(result.error.kind === 'archive', JSON.stringify(result.error));
  assert.deepEqual(readdirSync(dirname(into)), [], 'something was left');
  const { entry, reason } = result.error;
  return { ...(entry !== undefined && { entry }), reason };
}

test('a tar with one hostile member is refused whole, also when what came before was good', async () => {
  const good: Member = { name: 'good', body: 'good' };
  const cases: readonly (readonly [string, ...Member[]])[] = [
    ['../evil', { name: '../evil', body: 'x' }],
    ['/tmp/evil', { name: '/tmp/evil', body: 'x' }],
    ['a/../../evil', { name: 'a/../../evil', body: 'x' }],
    ['..\\evil', { name: '..\\evil', body: 'x' }],
    ['C:\\evil', { name: 'C:\\evil', body: 'x' }],
    ['out', { name: 'out', type: '2', target: '../../etc' }],
    ['out', { name: 'out', type: '2', target: '/etc/passwd' }],
    ['here/x', { name: 'here', type: '2', target: '.' }, { name: 'here/x', body: 'x' }],
    ['l2', { name: 'a/b/l', type: '2', target: '../..' }, { name: 'l2', type: '2', target: 'a/b/l/../x' }],
    ['hard', { name: 'hard', type: '1', target: '/etc/passwd' }],
    ['hard', { name: 'hard', type: '1', target: '../../secret' }],
    ['hard', { name: 'soft', type: '2', target: 'good' }, { name: 'hard', type: '1', target: 'soft' }],
    ['GOOD', { name: 'GOOD', body: 'twin' }],
    ['cafe\u0301', { name: 'caf\u00e9', body: '1' }, { name: 'cafe\u0301', body: '2' }],
    ['good', { name: 'good', body: 'again' }],
    ['nul.txt', { name: 'nul.txt', body: 'x' }],
    ['dot.', { name: 'dot.', body: 'x' }],
    ['a:b', { name: 'a:b', body: 'x' }],
    ['a\\u{7}b', { name: 'a\u0007b', body: 'x' }],
    ['dev', { name: 'dev', type: '3' }],
    ['pipe', { name: 'pipe', type: '6' }],
    ['block', { name: 'block', type: '4' }],
    ['sparse', { name: 'sparse', type: 'S' }],
    ['volume', { name: 'volume', type: 'V' }],
    ['unknown', { name: 'unknown', type: 'Z' }],
    ['../evil', paxOf('path', '../evil'), { name: 'harmless', body: 'x' }],
    ['l', paxOf('linkpath', '/etc'), { name: 'l', type: '2', target: 'good' }],
    ['l', { name: 'l', type: '2', target: 'good', size: 512 }],
  ];
  for (const [entry, ...members] of cases) {
    const failure = await refused('a.tar', tarOf(good, ...members));
    assert.equal(failure.entry, entry);
  }
});

test('a sparse file is refused rather than unpacked wrong', async () => {
  const { reason } = await refused('a.tar', tarOf(paxOf('GNU.sparse.major', '1'), { name: 'x', body: 'map' }));
  assert.equal(reason, 'a sparse file, which is not supported');
});

test('a member that is not taken is looked at all the same', async () => {
  const tar = tarOf({ name: 'wanted', body: 'x' }, { name: '../evil', body: 'x' });
  const { entry } = await refused('a.tar', tar, { pick: { wanted: 'wanted' } });
  assert.equal(entry, '../evil');
});

test('members that are apart in the archive and meet in the target are refused', async () => {
  const tar = tarOf({ name: 'a/x', body: '1' }, { name: 'b/x', body: '2' });
  assert.equal((await refused('a.tar', tar, { strip: 1 })).reason, 'the archive has a file of this name already');
  const up = tarOf({ name: 'a/b/l', type: '2', target: '../../x' });
  assert.equal((await refused('a.tar', up, { strip: 1 })).reason, 'it links to ../../x, outside the archive');
  const hard = tarOf({ name: 'x', body: '1' }, { name: 'd/h', type: '1', target: 'x' });
  assert.equal((await refused('a.tar', hard, { select: 'd/**' })).reason, 'it is a hard link to x, which is not taken');
});

test('setuid, setgid and writable-by-all bits are dropped', { skip: process.platform === 'win32' }, async () => {
  const tar = tarOf({ name: 'su', body: 'x', mode: 0o6777 }, { name: 'data', body: 'x', mode: 0o7666 });
  const { result, into } = await bench.unpack('a.tar', tar);
  assert.ok(result.ok);
  const modes = ['su', 'data'].map(name => statSync(join(into, name)).mode & 0o7777);
  const mask = process.umask();
  assert.deepEqual(modes, [0o755 & ~mask, 0o644 & ~mask]);
});

test('a tar that is cut off anywhere is refused', async () => {
  const tar = tarOf({ name: 'a', body: 'x'.repeat(2000) }, paxOf('path', 'long'), { name: 'b', body: 'y' });
  for (const length of [1, 511, 513, 1024, 2000, 3100, 3584, 4100]) {
    const { reason } = await refused('a.tar', tar.subarray(0, length));
    assert.match(reason, /^(it ends in the middle|it is no tar archive: it looks like .*)$/, `at ${length}`);
  }
});

test('a header whose checksum is wrong is refused', async () => {
  const tar = tarOf({ name: 'a', body: 'x' }, { name: 'b', body: 'y' });
  tar[1024] = 0x7a;
  assert.equal((await refused('a.tar', tar)).reason, 'it is damaged: a tar header');
  tar[0] = 0x7a;
  assert.equal((await refused('a.tar', tar)).reason, 'it is no tar archive');
});

test('an archive with nothing in it is refused', { skip: !has('gzip') && 'gzip is needed' }, async () => {
  assert.equal((await refused('a.tar.gz', gzip(Buffer.alloc(0)))).reason, 'it is empty');
  assert.equal((await refused('a.tar', tarOf())).reason, 'it has no members');
  assert.equal((await refused('a.zip', zipOf())).reason, 'it has no members');
  const flat = tarOf({ name: 'a', body: 'x' });
  assert.equal((await refused('a.tar', flat, { strip: 2 })).reason, 'no member lies deeper than 2 folders');
});

test('a block that is almost empty is no end mark', async () => {
  const tar = tarOf({ name: 'a', body: 'x' });
  tar[1024 + 150] = 1;
  assert.equal((await refused('a.tar', tar)).reason, 'it is damaged: a tar header');
});

const tools = { skip: has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the archives' };

test('a compressed tar that is cut off, or has a wrong byte, is refused', tools, async () => {
  const noise = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * index * 31) >> 7));
  const tar = tarOf({ name: 'a', body: noise });
  for (const [name, compress] of [
    ['a.tar.bz2', bzip2],
    ['a.tar.gz', gzip],
    ['a.tar.zst', zstd],
  ] as const) {
    const whole = compress(tar);
    assert.ok((await bench.unpack(name, whole)).result.ok);
    for (const share of [0.3, 0.7, 0.999]) {
      const { reason } = await refused(name, whole.subarray(0, Math.floor(whole.length * share)));
      assert.match(reason, /^it (ends in the middle|is damaged: )/, `${name} cut at ${share}`);
    }
    const middle = Math.floor(whole.length / 2);
    const changed = Buffer.from(whole);
    changed[middle] = (changed[middle] ?? 0) ^ 0x55;
    assert.match((await refused(name, changed)).reason, /^it is damaged: /, `${name} with a wrong byte`);
  }
});

test('bombs are refused before they have grown', tools, async () => {
  const limits = { totalBytes: 1_000_000, fileBytes: 600_000 };
  const zeros = Buffer.alloc(5_000_000);
  const large = tarOf({ name: 'large', body: zeros });
  // a header that lies: the bytes come in the guise of a further header of a member
  const lying = Buffer.concat([tarOf({ name: 'a', body: 'x' }), zeros]);
  const several = tarOf(...['a', 'b', 'c'].map(name => ({ name, body: zeros.subarray(0, 500_000) })));
  for (const [name, compress] of [
    ['a.tar.bz2', bzip2],
    ['a.tar.gz', gzip],
    ['a.tar.zst', zstd],
  ] as const) {
    assert.equal((await refused(name, compress(large), { limits })).reason, 'it is larger than 600000 bytes');
    const grown = 'the archive unpacks to more than 2000000 bytes';
    assert.equal((await refused(name, compress(lying), { limits })).reason, grown);
    const total = 'the archive unpacks to more than 1000000 bytes';
    assert.equal((await refused(name, compress(several), { limits })).reason, total);
  }
});

test('what an archive may unpack to depends on its size', tools, async () => {
  const bomb = bzip2(tarOf({ name: 'zeros', body: Buffer.alloc(70 * 2 ** 20) }));
  assert.ok(bomb.length < 1000);
  assert.equal((await refused('a.tar.bz2', bomb)).reason, `the archive unpacks to more than ${64 * 2 ** 20} bytes`);
});

test('an archive of very many members, or of very deep ones, is refused', async () => {
  const many = tarOf(...Array.from({ length: 30 }, (_, index) => ({ name: `f${index}` })));
  assert.equal(
    (await refused('a.tar', many, { limits: { entries: 20 } })).reason,
    'the archive has more than 20 members',
  );
  const deep = tarOf({ name: `${'d/'.repeat(40)}f` });
  assert.equal((await refused('a.tar', deep, { limits: { depth: 20 } })).reason, 'it lies more than 20 folders deep');
  const zip = zipOf(...Array.from({ length: 30 }, (_, index) => ({ name: `f${index}` })));
  assert.equal(
    (await refused('a.zip', zip, { limits: { entries: 20 } })).reason,
    'the archive has more than 20 members',
  );
  assert.ok((await bench.unpack('a.zip', zip, { limits: { entries: 30 } })).result.ok);
});

test('a zip with one hostile member is refused whole', async () => {
  const good: ZipMember = { name: 'good', body: 'good' };
  const cases: readonly (readonly [ZipMember | ZipMember[], string])[] = [
    [{ name: '../evil', body: 'x' }, 'its name leads out of the archive'],
    [{ name: '/evil', body: 'x' }, 'its name is an absolute path'],
    [{ name: '..\\evil', body: 'x' }, 'its name has a backslash, which is a separator on Windows'],
    [{ name: 'good', body: 'x' }, 'the archive has a file of this name already'],
    [{ name: 'l', body: '/etc/passwd', mode: 0o120777 }, 'it links to /etc/passwd: it is an absolute path'],
    [{ name: 'l', body: '../x', mode: 0o120777 }, 'it links to ../x, outside the archive'],
    [{ name: 'l/', body: 'x', mode: 0o120777 }, 'it is no file, and yet has a size'],
    [{ name: 'd/', body: 'x' }, 'it is no file, and yet has a size'],
    [{ name: 'pipe', mode: 0o010644 }, 'it is a device, a pipe or another special file'],
    [{ name: 'a', body: 'x', local: { name: 'b' } }, 'its name is not the same throughout the zip'],
    [{ name: 'a', body: 'x', local: { crc: 1 } }, 'its checksum is not the same throughout the zip'],
    [{ name: 'a', body: 'x', local: { size: 9 } }, 'its size is not the same throughout the zip'],
    [
      { name: 'a', body: 'x', descriptor: true, told: { size: 9 } },
      'its descriptor is not the same throughout the zip',
    ],
    [{ name: 'a', body: 'x', crc: 1 }, 'it is damaged: its checksum is wrong'],
    [{ name: 'l', body: '../x', mode: 0o120777, crc: 1 }, 'it is damaged: its checksum is wrong'],
    [
      [
        { name: 'a', body: 'x' },
        { name: 'b', body: 'x', sameBytesAs: 0 },
      ],
      'its name is not the same throughout the zip',
    ],
    [
      [
        { name: 'l', body: '.', mode: 0o120777 },
        { name: 'l/x', body: 'x' },
      ],
      'it lies below l, which is a link',
    ],
  ];
  for (const [members, reason] of cases) {
    const failure = await refused('a.zip', zipOf(good, ...[members].flat()));
    assert.equal(failure.reason, reason);
  }
});

test('a deflated member that is larger than it says is refused', async () => {
  const zip = zipOf({ name: 'a', body: 'x'.repeat(100_000), deflate: true, size: 10 });
  assert.match((await refused('a.zip', zip)).reason, /^it is damaged: /);
});

test('a zip whose members share their bytes is refused', async () => {
  const zip = zipOf({ name: 'same', body: 'x' }, { name: 'same', body: 'x', sameBytesAs: 0 });
  assert.equal((await refused('a.zip', zip)).reason, 'the archive has a file of this name already');
});

test('a zip whose members lie one inside the other is refused', async () => {
  const inner = { name: 'inner', body: 'x' };
  const zip = zipOf({ name: 'outer', body: zipLocal(inner) }, { ...inner, inside: 0 });
  assert.equal((await refused('a.zip', zip)).reason, 'two of its members overlap');
});

test('a zip that is cut off is refused', async () => {
  const zip = zipOf({ name: 'a', body: 'x'.repeat(100) });
  for (const length of [10, 60, 150, zip.length - 1])
    assert.match((await refused('a.zip', zip.subarray(0, length))).reason, /^it is (damaged|no zip archive): /);
});

test('a .conda without its tars is refused', async () => {
  const zip = zipOf({ name: 'metadata.json', body: '{}' });
  assert.equal((await refused('a.conda', zip)).reason, 'it is no .conda: no tar is in it');
});

test('when the last of many files cannot be moved into place, those before it are taken back', async t => {
  if (process.platform === 'win32') return t.skip('Windows has no folders that only their owner may write to');
  const into = bench.fresh();
  const locked = makeFolder(into, 'b');
  writeFileSync(join(into, 'a'), 'old');
  for (const folder of [bench.root, dirname(into), into]) chmodSync(folder, 0o777);
  chmodSync(locked, 0o555);
  const tar = tarOf({ name: 'a', body: 'new' }, { name: 'b/c', body: 'x' });
  // what a first use loads is loaded while everything may be read
  await bench.unpack('a.tar', tar);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    const { result } = await bench.unpack('a.tar', tar, { into });
    assert.ok(!result.ok && result.error.kind === 'file', JSON.stringify(result));
    assert.equal(result.error.code, 'EACCES');
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  assert.deepEqual(treeOf(into), { a: 'old', 'b/': 'folder' });
});

test('a link that one archive leaves is not written through by the next', async () => {
  const into = bench.fresh();
  await bench.unpack('a.tar', tarOf({ name: 'real/x', body: '1' }, { name: 'alias', type: '2', target: 'real' }), {
    into,
  });
  const { result } = await bench.unpack('b.tar', tarOf({ name: 'alias/x', body: '2' }), { into });
  assert.ok(!result.ok && result.error.kind === 'archive');
  assert.deepEqual(treeOf(into), { alias: '-> real', 'real/': 'folder', 'real/x': '1' });
  assert.ok(lstatSync(join(into, 'alias')).isSymbolicLink());
  assert.ok(!existsSync(join(into, '.unpack')));
});
