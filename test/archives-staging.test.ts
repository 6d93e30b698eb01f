import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { createArchives, type ArchivesOptions } from '../engine/host/archives/create-archives.js';
import { Decoding } from '../engine/host/archives/decode/decoding.js';
import { openArchive } from '../engine/host/archives/open-archive.js';
import { StagedTree } from '../engine/host/archives/write/staged-tree.js';
import { has, tarOf, xz, zipOf, zstd } from './support/make-archive.js';
import { makeFolder, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const isWindows = process.platform === 'win32';
const LARGE = Buffer.alloc(3 * 2 ** 20, 'x');

interface Watched {
  readonly into: string;
  readonly options?: ArchivesOptions;
  /** Called while the archive is read. */
  readonly onProgress: () => void;
  readonly signal?: AbortSignal;
}

/** Unpacks a zip of one large stored file on this thread, so that its progress comes in the middle of the work. */
async function unpackWatched({ into, options, onProgress, signal = new AbortController().signal }: Watched) {
  const archive = join(bench.root, 'watched.zip');
  writeFileSync(archive, zipOf({ name: 'large', body: LARGE }));
  let looks = 0;
  const progress = () => {
    looks++;
    onProgress();
  };
  const result = await createArchives({ threads: 0, ...options }).unpack(
    { archive, name: 'a.zip', into },
    { signal, progress },
  );
  assert.ok(looks > 0, 'nothing was told of the work');
  return result;
}

test('files are 0755 or 0644 and folders 0755 where the system would let them be more', async t => {
  if (isWindows) return t.skip('Windows has no such modes');
  const members = [
    { name: 'named/', type: '5', mode: 0o7777 },
    { name: 'named/tool', body: 'x', mode: 0o777 },
    { name: 'above/text', body: 'x', mode: 0o666 },
  ];
  const before = process.umask(0);
  try {
    for (const threads of [0, 2]) {
      const { result, into } = await bench.unpack('a.tar', tarOf(...members), { threads });
      assert.ok(result.ok, JSON.stringify(result));
      const modes = ['', 'named', 'named/tool', 'above', 'above/text'].map(path =>
        (statSync(join(into, path)).mode & 0o7777).toString(8),
      );
      assert.deepEqual(modes, ['755', '755', '755', '755', '644']);
    }
  } finally {
    process.umask(before);
  }
});

test('what is being unpacked is in a folder that nobody else can look into', async t => {
  if (isWindows) return t.skip('Windows has no such modes');
  const staging = makeFolder(bench.root, 'private');
  const modes = new Set<string>();
  const result = await unpackWatched({
    into: bench.fresh(),
    options: { staging },
    onProgress: () => {
      for (const name of readdirSync(staging)) modes.add((statSync(join(staging, name)).mode & 0o777).toString(8));
    },
  });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual([...modes], ['700']);
});

test('what goes to another volume is unpacked there, so that it gets into its place by renames', async t => {
  const volume = otherVolume(t);
  if (volume === undefined) return t.skip('there is no second volume here');
  const staging = makeFolder(bench.root, 'staging-here');
  const seen = new Set<string>();
  const result = await unpackWatched({
    into: join(volume, 'into'),
    options: { staging },
    onProgress: () => {
      for (const place of [staging, volume])
        if (readdirSync(place).some(name => name.startsWith('.unpack-'))) seen.add(place);
    },
  });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual([...seen], [volume]);
  assert.deepEqual(readdirSync(volume), ['into']);
});

function otherVolume(t: TestContext): string | undefined {
  const shared = '/dev/shm';
  if (!existsSync(shared) || statSync(shared).dev === statSync(bench.root).dev) return undefined;
  const volume = mkdtempSync(join(shared, 'sam3d-volume-'));
  t.after(() => rmSync(volume, { recursive: true, force: true }));
  return volume;
}

test('an unpacking that is cancelled after the last byte was read puts nothing into its place', async () => {
  const into = bench.fresh();
  makeFolder(dirname(into));
  const stop = new AbortController();
  const result = await unpackWatched({ into, onProgress: () => stop.abort(), signal: stop.signal });
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.deepEqual(readdirSync(dirname(into)), []);
});

test('symbolic links are made when all files are written: nothing could be written through one', () => {
  const tree = makeFolder(bench.root, 'links-last');
  const staged = new StagedTree(tree, undefined);
  const entry = { name: '', type: 'file', size: 0, executable: false, body: () => [] } as const;
  staged.add({ do: 'link', how: 'symbolic', path: 'd/link', target: 'x' }, entry);
  assert.deepEqual(readdirSync(join(tree, 'd')), []);
  staged.add({ do: 'write', path: 'd/x', executable: false }, entry)?.close();
  staged.finish();
  assert.ok(lstatSync(join(tree, 'd/link')).isSymbolicLink());
});

test('a file is neither written to nor written through when its name is taken', () => {
  const tree = makeFolder(bench.root, 'taken');
  writeFileSync(join(tree, 'victim'), 'as it was');
  const entry = { name: '', type: 'file', size: 0, executable: false, body: () => [] } as const;
  mkdirSync(join(tree, 'd'));
  const staged = new StagedTree(tree, undefined);
  assert.throws(() => staged.add({ do: 'write', path: 'victim', executable: false }, entry), { code: 'EEXIST' });
});

test(
  'a stream that begins small and unfolds behind the last member is refused all the same',
  { skip: has('zstd') ? false : 'zstd is needed to make the archive' },
  async () => {
    const limits = { totalBytes: 1_000_000 };
    const tail = zstd(Buffer.concat([tarOf({ name: 'a', body: 'x' }), Buffer.alloc(8_000_000)]));
    for (const threads of [0, 2]) {
      const { result } = await bench.unpack('a.tar.zst', tail, { limits, threads });
      assert.ok(!result.ok && result.error.kind === 'archive');
      assert.equal(result.error.reason, 'the archive unpacks to more than 2000000 bytes');
    }
  },
);

test(
  'what is decoded by way of a file stops where the archive may give no more, not at the end of the disk',
  { skip: has('xz') ? false : 'xz is needed to make the archive' },
  async t => {
    const folder = makeFolder(bench.root, 'spools');
    const file = join(bench.root, 'bomb.xz');
    writeFileSync(file, xz(Buffer.alloc(30_000_000)));
    const archive = openArchive(file, { onRead: () => undefined });
    t.after(() => archive.close());
    const check = () => undefined;
    const decoding = new Decoding({ threads: 0, guard: bytes => bytes, check, mostBytes: 100_000, folder });
    t.after(() => decoding.close());
    const pieces = await decoding.stream(archive, { start: 0, length: archive.size }, 'xz');
    const [spool = ''] = readdirSync(folder);
    assert.ok(statSync(join(folder, spool)).size < 1_000_000, 'it was written out whole');
    assert.throws(() => Array.from(pieces), { message: 'the archive unpacks to more than 100000 bytes' });
  },
);

test('an archive that cannot be looked at is a failure that names it, with threads and without', async t => {
  if (isWindows) return t.skip('Windows lets no plain user make links');
  const archive = join(bench.root, 'round.tar.gz');
  symlinkSync(archive, archive);
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  for (const threads of [0, 2]) {
    const into = join(bench.root, `round-${threads}`);
    const result = await createArchives({ threads }).unpack({ archive, name: 'round.tar.gz', into }, watch);
    const error = { kind: 'file', operation: 'unpack', path: archive, code: 'ELOOP' };
    assert.deepEqual(result, { ok: false, error });
    assert.ok(!existsSync(into));
  }
});
