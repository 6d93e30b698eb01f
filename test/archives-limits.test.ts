import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archiveFormat } from '../engine/host/archives/archive-format.js';
import { decodedLimit, LARGEST, limitsFor, tooMuch } from '../engine/host/archives/limits.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

test('an archive may unpack to 64 MiB, or to 500 times its size where that is more, and never to more than 64 GiB', () => {
  const totalFor = (bytes: number) => limitsFor(bytes, LARGEST).totalBytes;
  assert.equal(totalFor(0), 64 * MIB);
  assert.equal(totalFor((64 * MIB) / 500), 64 * MIB);
  assert.equal(totalFor(MIB), 500 * MIB);
  assert.equal(totalFor(GIB), 64 * GIB);
  assert.deepEqual(limitsFor(GIB, LARGEST), LARGEST);
  assert.deepEqual(limitsFor(MIB, { entries: 3, totalBytes: 10, fileBytes: 5, depth: 2 }), {
    entries: 3,
    totalBytes: 10,
    fileBytes: 5,
    depth: 2,
  });
});

test('no archive has more than 250,000 members, a file of more than 32 GiB, or 64 folders in each other', () => {
  assert.deepEqual(LARGEST, { entries: 250_000, totalBytes: 64 * GIB, fileBytes: 32 * GIB, depth: 64 });
});

test('a decoded tar may have as much again as its members, for headers', () => {
  assert.equal(decodedLimit({ ...LARGEST, totalBytes: 1000 }), 2000);
  assert.equal(tooMuch(2000).reason, 'the archive unpacks to more than 2000 bytes');
});

const HEADS = {
  'tar.bz2': Buffer.from('BZh91AY'),
  'tar.gz': Buffer.from('1f8b0800', 'hex'),
  'tar.xz': Buffer.from('\xfd7zXZ\0\0', 'latin1'),
  'tar.zst': Buffer.from('28b52ffd', 'hex'),
  zip: Buffer.from('PK\x03\x04'),
  conda: Buffer.from('PK\x03\x04'),
  tar: Buffer.alloc(512, 'a'),
} as const;

test('the ending of a name tells its format, in letters of either case, and the first bytes bear it out', () => {
  const names = {
    'tar.bz2': ['a.tar.bz2', 'a.tbz2', 'a.tbz', 'A.TAR.BZ2'],
    'tar.gz': ['a.tar.gz', 'a.tgz', 'A.Tgz'],
    'tar.xz': ['a.tar.xz', 'a.txz', 'A.TXZ'],
    'tar.zst': ['a.tar.zst', 'a.tzst', 'A.TAR.ZST'],
    zip: ['a.zip', 'a.whl', 'A.ZIP'],
    conda: ['a.conda', 'A.Conda'],
    tar: ['a.tar', 'A.TAR'],
  } as const;

  for (const [format, head] of Object.entries(HEADS) as [keyof typeof HEADS, Buffer][])
    for (const name of names[format]) {
      assert.deepEqual(archiveFormat(name, head), { ok: true, value: format }, name);
      const [wrong, looks] = format === 'tar.gz' ? [HEADS.zip, 'a zip archive'] : [HEADS['tar.gz'], 'a gzip archive'];
      assert.deepEqual(
        archiveFormat(name, wrong),
        { ok: false, error: `it is no ${format} archive: it looks like ${looks}` },
        name,
      );
    }
});

test('a name that tells no format leaves it to the first bytes, and those of a bare tar tell nothing', () => {
  for (const format of ['tar.bz2', 'tar.gz', 'tar.xz', 'tar.zst', 'zip'] as const)
    assert.deepEqual(archiveFormat('download', HEADS[format]), { ok: true, value: format });
  assert.deepEqual(archiveFormat('download', Buffer.from('PK\x05\x06')), { ok: true, value: 'zip' });
  for (const head of [
    HEADS.tar,
    Buffer.from('BZ'),
    Buffer.from('\xfd7zYZ\0', 'latin1'),
    Buffer.from('PK\x07\x08'),
    Buffer.alloc(0),
  ])
    assert.equal(archiveFormat('download', head).ok, false, head.toString('latin1'));
});

test('a zstd stream may begin with a frame of any kind that holds no data', () => {
  for (let kind = 0; kind < 16; kind++) {
    const head = Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18]);
    assert.deepEqual(archiveFormat('a.tar.zst', head), { ok: true, value: 'tar.zst' });
    assert.equal(archiveFormat('a.tar.zst', head.subarray(0, 3)).ok, false);
  }
  for (const bytes of [
    [0x4f, 0x2a, 0x4d, 0x18],
    [0x60, 0x2a, 0x4d, 0x18],
    [0x50, 0x2a, 0x4d, 0x19],
  ])
    assert.equal(archiveFormat('a.tar.zst', Buffer.from(bytes)).ok, false, String(bytes));
});

test('archives of other kinds are refused by their name, whatever is in them', () => {
  const kinds = {
    'a.tar.lz': '.tar.lz',
    'a.tar.lzma': '.tar.lzma',
    'a.tar.Z': '.tar.Z',
    'a.7z': '.7z',
    'A.RAR': '.RAR',
  };
  for (const [name, kind] of Object.entries(kinds))
    assert.deepEqual(archiveFormat(name, HEADS.zip), {
      ok: false,
      error: `archives of the kind ${kind} are not supported`,
    });
});
