import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { createArchives } from '../engine/host/archives/create-archives.js';
import { bzip2, condaOf, gzip, has, tarOf, zipOf, zstd } from './support/make-archive.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const skip = has('bzip2', 'gzip', 'zstd') ? false : 'bzip2, gzip and zstd are needed to make the archives';

/** Does not compress, so that every archive is read in several pieces. */
const noise = (seed: number, length: number) => {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16) & 0xff),
  );
};
const members = (length: number) =>
  [1, 2, 3, 4, 5, 6].map(seed => ({ name: `f${seed}`, body: noise(seed, length), deflate: seed > 3 }));

function archives(length: number): readonly (readonly [string, Buffer])[] {
  const all = members(length);
  const tar = tarOf(...all);
  return [
    ['a.tar', tar],
    ['a.tar.bz2', bzip2(tar)],
    ['a.tar.gz', gzip(tar)],
    ['a.tar.zst', zstd(tar)],
    ['a.conda', condaOf('a', { info: tarOf({ name: 'info' }), pkg: tar })],
    ['a.zip', zipOf(...all)],
  ];
}

test('an unpacking that is cancelled in the middle ends, and leaves nothing', { skip }, async () => {
  // a decoder may be 4 MB ahead, and what it reads and holds itself as much again
  for (const [name, bytes] of archives(1_700_000)) {
    const archive = join(bench.root, name);
    writeFileSync(archive, bytes);
    const into = bench.fresh();
    makeFolder(dirname(into));
    const stop = new AbortController();
    let told = 0;
    const watch = {
      signal: stop.signal,
      progress: ({ done, total = 0 }: { readonly done: number; readonly total?: number }) => {
        told++;
        assert.ok(done < total, `${name}: it was cancelled only at the end`);
        stop.abort();
      },
    };
    const result = await createArchives().unpack({ archive, name, into }, watch);
    assert.equal(told, 1, name);
    assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } }, name);
    assert.deepEqual(readdirSync(dirname(into)), [], name);
  }
});

test('archives of all formats unpack at the same time, each into its own folder', { skip }, async () => {
  const expected = Object.fromEntries(members(400_000).map(({ name, body }) => [name, body.toString('latin1')]));
  const both = [...archives(400_000), ...archives(400_000)];
  const done = await Promise.all(both.map(async ([name, bytes]) => ({ name, ...(await bench.unpack(name, bytes)) })));
  for (const { name, result, into } of done) {
    assert.ok(result.ok, `${name}: ${JSON.stringify(result)}`);
    assert.deepEqual(treeOf(into), name === 'a.conda' ? { ...expected, info: '' } : expected, name);
  }
  assert.ok(!existsSync(join(bench.root, '.unpack')));
});

test('a zip of empty files, unpacked on the own thread, gives others their turn, and can be cancelled', async () => {
  const archive = join(bench.root, 'empty.zip');
  writeFileSync(archive, zipOf(...Array.from({ length: 2000 }, (_, at) => ({ name: `f${at}` }))));
  const into = bench.fresh();
  makeFolder(dirname(into));
  const stop = new AbortController();
  let [most, ended] = [0, false];
  const turn = () => {
    if (ended) return;
    const [staging = ''] = readdirSync(dirname(into));
    const tree = join(dirname(into), staging, 'tree');
    most = Math.max(most, existsSync(tree) ? readdirSync(tree).length : 0);
    if (most > 0) stop.abort();
    setImmediate(turn);
  };
  setImmediate(turn);
  const watch = { signal: stop.signal, progress: () => undefined };
  const result = await createArchives({ threads: 0 }).unpack({ archive, name: 'empty.zip', into }, watch);
  ended = true;
  assert.ok(most > 0 && most < 2000, `${most} files were there`);
  assert.deepEqual(result, { ok: false, error: { kind: 'cancelled' } });
  assert.deepEqual(readdirSync(dirname(into)), []);
});
