import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ArchivesOptions } from '../engine/host/archives/create-archives.js';
import type { HostileArchive } from './support/hostile-names.js';
import { HOSTILE_TARS } from './support/hostile-tars.js';
import { DESCRIBED_ZIPS, LARGE_SIZES_ZIP } from './support/hostile-zip-headers.js';
import { LARGE_ZIP } from './support/hostile-zip-layout.js';
import { HOSTILE_ZIPS } from './support/hostile-zips.js';
import { bzip2, condaOf, gzip, has, tarOf, type Member, zipOf, zstd } from './support/make-archive.js';
import { makeFolder, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const skip = has('bzip2', 'zstd') ? false : 'bzip2 and zstd are needed to make the archives';

/** How an archive was refused; nothing of it is in the target, nor beside it, nor where its names lead. */
async function refusalOf(name: string, bytes: Buffer, options: ArchivesOptions = {}): Promise<string> {
  const into = bench.fresh();
  const beside = makeFolder(dirname(into));
  const { result } = await bench.unpack(name, bytes, { into, ...options });
  assert.deepEqual(readdirSync(beside), result.ok ? ['into'] : [], 'something was left');
  if (result.ok) return 'it was unpacked';
  rmdirSync(beside);
  assert.ok(result.error.kind === 'archive', JSON.stringify(result.error));
  return `${result.error.entry ?? ''}: ${result.error.reason}`;
}

async function allRefused(name: string, cases: readonly HostileArchive[]): Promise<void> {
  const wrong: string[] = [];
  for (const [title, bytes, expected] of cases) {
    const refusal = await refusalOf(name, bytes);
    if (!(expected.endsWith('it is damaged: ') ? refusal.startsWith(expected) : refusal === expected))
      wrong.push(`${title}\n   expected ${expected}\n   got      ${refusal}`);
  }
  assert.deepEqual(wrong.join('\n'), '');
  assert.ok(cases.length > 0 && !existsSync('/evil') && !existsSync('/tmp/evil'));
}

/** All tars through one run of a program: a start for each would take longer than all the rest. */
function compressed(program: 'bzip2' | 'zstd', extension: string): readonly HostileArchive[] {
  const folder = join(bench.root, program);
  mkdirSync(folder);
  const files = HOSTILE_TARS.map((_, index) => join(folder, `${index}.tar`));
  for (const [index, file] of files.entries()) writeFileSync(file, HOSTILE_TARS[index]?.[1] ?? '');
  const { status, stderr } = spawnSync(program, ['-q', '-k', ...files], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return HOSTILE_TARS.map(([title, , refusal], index) => [title, readFileSync(`${files[index]}${extension}`), refusal]);
}

test('every hostile tar is refused for its reason', () => allRefused('a.tar', HOSTILE_TARS));

test('every hostile .tar.gz is refused for its reason', () =>
  allRefused(
    'a.tar.gz',
    HOSTILE_TARS.map(([title, tar, refusal]) => [title, gzipSync(tar, { level: 1 }), refusal]),
  ));

test('every hostile .tar.bz2 is refused for its reason', { skip }, () =>
  allRefused('a.tar.bz2', compressed('bzip2', '.bz2')),
);

test('every hostile tar in a .tar.zst or in a .conda is refused for its reason', { skip }, async () => {
  const tars = compressed('zstd', '.zst');
  // what is in them is decoded and read in the same way: so one half each
  const isForConda = (index: number) => index % 2 === 1;
  await allRefused(
    'a.tar.zst',
    tars.filter((_, index) => !isForConda(index)),
  );
  const info = zstd(tarOf({ name: 'info/about.json', body: '{}' }));
  const packages = tars
    .filter(([title], index) => isForConda(index) && title !== 'nothing in it')
    .map(([title, pkg, refusal]) => {
      const members = [
        { name: 'metadata.json', body: '{}' },
        { name: 'pkg-a.tar.zst', body: pkg },
        { name: 'info-a.tar.zst', body: info },
      ];
      return [title, zipOf(...members), refusal] as const;
    });
  await allRefused('a.conda', packages);
});

test('every hostile zip is refused for its reason', () => allRefused('a.zip', HOSTILE_ZIPS));

test('a zip with an end for large zips, though it is small, is unpacked', async () => {
  assert.equal(await refusalOf('a.zip', LARGE_ZIP), 'it was unpacked');
  assert.equal(await refusalOf('a.zip', LARGE_SIZES_ZIP), 'it was unpacked');
});

test('a zip is unpacked whichever way its descriptors are written in', async () => {
  assert.equal(DESCRIBED_ZIPS.length, 4);
  for (const zip of DESCRIBED_ZIPS) assert.equal(await refusalOf('a.zip', zip), 'it was unpacked');
});

test(
  'a .conda whose outer zip is hostile, or whose tars are not the two it should have, is refused',
  { skip },
  async () => {
    const info = { name: 'info-a.tar.zst', body: zstd(tarOf({ name: 'info/x', body: 'x' })) };
    const pkg = { name: 'pkg-a.tar.zst', body: zstd(tarOf({ name: 'x', body: 'x' })) };
    const broken = Buffer.from(pkg.body);
    broken.fill(0x55, 20, 30);
    const cases: readonly (readonly [string, Buffer, string])[] = [
      ['no tar', zipOf({ name: 'metadata.json' }), ': it is no .conda: no tar is in it'],
      [
        'two packages',
        zipOf(pkg, info, { ...pkg, name: 'pkg-b.tar.zst' }),
        ': it is no .conda: it has two tars of the kind pkg',
      ],
      [
        'two infos',
        zipOf(pkg, info, { ...info, name: 'b/info-b.tar.zst' }),
        ': it is no .conda: it has two tars of the kind info',
      ],
      [
        'a tar that is no zstd',
        zipOf({ ...pkg, body: 'x'.repeat(100) }),
        'pkg-a.tar.zst: it is damaged: no zstd frame begins where one should',
      ],
      ['a tar that is empty', zipOf({ ...pkg, body: '' }), 'pkg-a.tar.zst: it ends in the middle'],
      [
        'a tar that is cut off',
        zipOf({ ...pkg, body: pkg.body.subarray(0, -5) }),
        'pkg-a.tar.zst: it ends in the middle',
      ],
      ['a tar with wrong bytes', zipOf({ ...pkg, body: broken }), 'pkg-a.tar.zst: it is damaged: '],
      [
        'a tar whose checksum is wrong',
        zipOf({ ...pkg, crc: 1 }),
        'pkg-a.tar.zst: it is damaged: its checksum is wrong',
      ],
      [
        'one whose checksum is wrong, and that a thread decodes',
        zipOf({ ...pkg, body: zstd(tarOf({ name: 'x', body: randomBytes(400_000) })), crc: 1 }, info),
        'pkg-a.tar.zst: it is damaged: its checksum is wrong',
      ],
      [
        'tars that share their bytes',
        zipOf(pkg, { ...pkg, name: 'info-a.tar.zst', sameBytesAs: 0 }),
        'info-a.tar.zst: its name is not the same throughout the zip',
      ],
      [
        'the same member in both',
        zipOf(pkg, { ...pkg, name: 'info-a.tar.zst' }),
        'x: the archive has a file of this name already',
      ],
      [
        'below a link of the other',
        zipOf({ ...pkg, body: zstd(tarOf({ name: 'info', type: '2', target: '.' })) }, info),
        'info/x: it lies below info, which is a link',
      ],
      ['a hidden member', Buffer.concat([zipOf(pkg, info).subarray(0, -1)]), ': it is damaged: '],
    ];
    await allRefused('a.conda', cases);
  },
);

test('bombs of every kind are refused in every format before they have grown', { skip }, async () => {
  const limits = { totalBytes: 1_000_000, fileBytes: 600_000, entries: 20, depth: 9 };
  const zeros = Buffer.alloc(5_000_000);
  const files = (count: number, body: Uint8Array | string) =>
    Array.from({ length: count }, (_, index) => ({ name: `f${index}`, body, deflate: true }));
  const bombs: readonly (readonly [string, readonly Member[], string])[] = [
    ['one file', files(1, zeros), 'f0: it is larger than 600000 bytes'],
    ['several files', files(3, zeros.subarray(0, 500_000)), 'f2: the archive unpacks to more than 1000000 bytes'],
    ['many files', files(21, ''), ': the archive has more than 20 members'],
    ['many folders', [{ name: `${'d/'.repeat(9)}f` }], `${'d/'.repeat(9)}f: it lies more than 9 folders deep`],
  ];
  for (const [title, members, refusal] of bombs) {
    const tar = tarOf(...members);
    const archives: readonly (readonly [string, Buffer])[] = [
      ['a.tar', tar],
      ['a.tar.gz', gzip(tar)],
      ['a.tar.bz2', bzip2(tar)],
      ['a.tar.zst', zstd(tar)],
      ['a.conda', condaOf('a', { info: tarOf(), pkg: tar })],
      ['a.zip', zipOf(...members)],
    ];
    for (const [name, bytes] of archives) {
      const got = await refusalOf(name, bytes, { limits });
      // a zip tells the number of its members before the first of them
      const isCounted = title === 'many files' && name !== 'a.zip';
      assert.equal(got, isCounted ? `f20${refusal}` : refusal, `${title} in ${name}`);
      assert.ok(bytes.length < 20_000 || name === 'a.tar', `${title} in ${name} is no bomb`);
    }
  }
});

test('what a member may not be on disk is left out: owners, setuid, sticky and write bits', async t => {
  if (process.platform === 'win32') return t.skip('Windows has no such modes');
  const modes = [0o4755, 0o2755, 0o1777, 0o6777, 0o7777, 0o666, 0o000, 0o111, 0o100, 0o200];
  const members = modes.map(mode => ({ name: mode.toString(8).padStart(4, '0'), body: 'x', mode }));
  const zipped = members.map(member => ({ ...member, mode: 0o100000 | member.mode }));
  for (const [name, bytes] of [
    ['a.tar', tarOf(...members)],
    ['a.zip', zipOf(...zipped)],
  ] as const) {
    const { result, into } = await bench.unpack(name, bytes);
    assert.ok(result.ok);
    for (const { name: file, mode } of members) {
      const stat = statSync(join(into, file));
      const wanted = (mode & 0o100) === 0 ? 0o644 : 0o755;
      assert.equal((stat.mode & 0o7777).toString(8), (wanted & ~process.umask()).toString(8), `${file} in ${name}`);
      assert.equal(stat.uid, process.getuid?.());
    }
  }
});
