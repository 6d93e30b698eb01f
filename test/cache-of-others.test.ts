import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { pruneCache } from '../engine/host/cache/cache-content.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { BYTES, HASH, noPipes, freshFolder, add, kept } from './support/cache-folders.js';

/** A cache in which another system has left some of a download; gives its place there. */
async function leftByOther(bytes: string, notes: object, { system = '0' } = {}) {
  const folder = freshFolder();
  const theirs = join(folder, 'partial', `${HASH}-${lastingName(HASH).endsWith('-00000000') ? '1' : system}0000000`);
  await mkdir(dirname(theirs), { recursive: true });
  await writeFile(theirs, bytes);
  await writeFile(`${theirs}.json`, JSON.stringify({ source: 'x', validator: '"v"', total: BYTES.length, ...notes }));
  return { folder, theirs, cache: artifactCache(folder) };
}

test('what another system that shares the cache has left is gone on with as a copy, and never pruned', async () => {
  const { folder, theirs, cache } = await leftByOther('some', { stretches: [[0, 0]] });
  // another one has less
  await writeFile(theirs.replace(/-0/, '-2'), 'so');
  await copyFile(`${theirs}.json`, `${theirs.replace(/-0/, '-2')}.json`);
  const claimed = await cache.claim(HASH);
  assert.ok(claimed.ok && 'partial' in claimed.value);
  const { partial, release } = claimed.value;
  assert.deepEqual([partial.bytes, partial.version?.validator], [4, '"v"']);
  partial.goOn();
  await add(partial, BYTES.subarray(4));
  const entry = await cache.keep(partial);
  await release();
  assert.equal(entry.ok && entry.value.sha256, HASH);
  await pruneCache(folder, Infinity);
  assert.equal(await readFile(theirs, 'utf8'), 'some');
  assert.equal((await readdir(join(folder, 'partial'))).length, 4);
});

test('of what another system has left nothing is taken that has no good notes, is no file, or is here already', async () => {
  const bytesTaken = async ({ cache }: Awaited<ReturnType<typeof leftByOther>>) => {
    const claimed = await cache.claim(HASH);
    assert.ok(claimed.ok && 'partial' in claimed.value);
    const { bytes } = claimed.value.partial;
    await claimed.value.partial.discard();
    await claimed.value.release();
    return bytes;
  };
  const stretches = [[0, 4]];
  assert.equal(await bytesTaken(await leftByOther('some', { stretches })), 4);
  assert.equal(await bytesTaken(await leftByOther('some', { stretches, validator: 'W/"v"' })), 0);
  assert.equal(await bytesTaken(await leftByOther('', { stretches })), 0);
  const two = { stretches: [...stretches, [8, 10]] };
  assert.equal(await bytesTaken(await leftByOther('some____es', two)), 6);
  const linked = await leftByOther('some', { stretches });
  await rename(linked.theirs, `${linked.theirs}.away`);
  if (noPipes === false) await symlink(`${linked.theirs}.away`, linked.theirs);
  assert.equal(await bytesTaken(linked), 0);
  const there = await leftByOther('some', { stretches });
  await kept(there.folder);
  assert.equal(await bytesTaken(there), 0);
  const own = await leftByOther('some', { stretches });
  const mine = join(dirname(own.theirs), lastingName(HASH));
  await writeFile(mine, 'so');
  await writeFile(`${mine}.json`, JSON.stringify({ source: 'x', validator: '"w"', total: 10, stretches: [[0, 2]] }));
  assert.equal(await bytesTaken(own), 2);
});
