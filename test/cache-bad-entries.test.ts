import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { pruneCache, verifyCache } from '../engine/host/cache/cache-content.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { sha256Of } from './support/mirror.js';
import { root, BYTES, HASH, watch, noPipes, freshFolder, add, kept, noOther } from './support/cache-folders.js';

test('an entry whose bytes have changed is set aside and is not found', async () => {
  const folder = freshFolder();
  const path = await kept(folder);
  await chmod(path, 0o644);
  await writeFile(path, 'other bytes');
  const cache = artifactCache(folder);
  assert.deepEqual(await cache.find(HASH, watch), { ok: true, value: undefined });
  const [aside] = await readdir(join(folder, 'bad'));
  assert.equal(await readFile(join(folder, 'bad', aside ?? ''), 'utf8'), 'other bytes');
  await kept(folder);
  assert.ok((await cache.find(HASH, watch)).ok);
});

/** What may stand at a path in the place of a file; what the link leads to is `victim`. */
const ODD: Readonly<Record<string, (path: string, victim: string) => unknown>> = {
  'a folder': async path => {
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'x');
  },
  'a link': (path, victim) => symlink(victim, path),
  'a link to itself': path => symlink(path, path),
  'a link to a device that never ends': path => symlink('/dev/zero', path),
  'a pipe that nobody writes to': path => spawnSync('mkfifo', [path]),
};
for (const [what, make] of Object.entries(ODD)) {
  test(`${what} in the place of an entry is set aside`, { skip: noPipes }, async () => {
    const folder = freshFolder();
    const cache = artifactCache(folder);
    const path = join(folder, 'sha256', HASH.slice(0, 2), HASH);
    await mkdir(dirname(path), { recursive: true });
    const victim = join(root, `${basename(folder)}.precious`);
    await writeFile(victim, BYTES);
    await make(path, victim);
    assert.deepEqual(await cache.find(HASH, watch), { ok: true, value: undefined });
    assert.equal((await readdir(join(folder, 'bad'))).length, 1);
    assert.equal(await kept(folder), path);
    assert.ok((await cache.find(HASH, watch)).ok);
    assert.deepEqual(await pruneCache(folder, Infinity).then(() => readdir(join(folder, 'bad'))), []);
    assert.deepEqual(await readFile(victim), BYTES);
  });

  test(
    `${what} in the place of a download makes room for it, and nothing is written elsewhere`,
    { skip: noPipes },
    async () => {
      for (const [ending, hash] of Object.entries({ '': HASH, '.json': sha256Of('1'), '.json.new': sha256Of('2') })) {
        const folder = freshFolder();
        const path = join(folder, 'partial', lastingName(hash));
        await mkdir(dirname(path), { recursive: true });
        const victim = join(root, `${basename(folder)}.precious`);
        await writeFile(victim, 'precious');
        await make(path + ending, victim);
        const cache = artifactCache(folder);
        const claimed = await cache.claim(hash);
        assert.ok(claimed.ok && 'partial' in claimed.value, ending);
        const { partial, release } = claimed.value;
        await partial.begin({ source: 'x', validator: '"v"', total: BYTES.length }, BYTES.length);
        await add(partial, BYTES);
        const entry = await cache.keep(partial);
        await release();
        assert.ok(entry.ok && (await lstat(entry.value.path)).isFile(), ending);
        assert.deepEqual(await readFile(entry.value.path), BYTES);
        assert.equal(await readFile(victim, 'utf8'), 'precious');
      }
    },
  );
}

test('a good entry that another run brings while a bad one is read is found, and not set aside', async () => {
  const folder = freshFolder();
  const path = await kept(folder);
  const bad = `${path}.bad`;
  await writeFile(bad, 'other bytes');
  await rename(path, `${path}.good`);
  await rename(bad, path);
  const replace = () => {
    if (existsSync(`${path}.good`)) renameSync(`${path}.good`, path);
  };
  const found = await artifactCache(folder).find(HASH, { ...watch, progress: replace });
  assert.deepEqual(found, { ok: true, value: { path, sha256: HASH, bytes: BYTES.length } });
  assert.equal(existsSync(join(folder, 'bad')), false);
});

test('an entry that cannot be set aside, as something else is in the way, is removed', async () => {
  const folder = freshFolder();
  const path = await kept(folder);
  await chmod(path, 0o644);
  await writeFile(path, 'other bytes');
  await writeFile(join(folder, 'bad'), 'no folder');
  assert.deepEqual(await artifactCache(folder).find(HASH, watch), { ok: true, value: undefined });
  assert.equal(await kept(folder), path);
});

test(
  'an entry that can neither be set aside nor removed is told as just that, and so is one that prune has to leave',
  { skip: noOther },
  async () => {
    const folder = freshFolder();
    const path = await kept(folder);
    await chmod(path, 0o644);
    await writeFile(path, 'other bytes');
    await chmod(root, 0o755);
    process.seteuid?.(65534);
    const { good, bad } = await verifyCache(folder, watch).finally(() => process.seteuid?.(0));
    assert.equal(good, 0);
    assert.deepEqual(
      bad.map(({ failure }) => failure),
      [{ kind: 'file', operation: 'set aside', path, code: 'EACCES' }],
    );
    process.seteuid?.(65534);
    const pruned = await pruneCache(folder, Infinity).finally(() => process.seteuid?.(0));
    const failures = [{ kind: 'file', operation: 'remove', path, code: 'EACCES' }];
    assert.deepEqual(pruned, { files: 0, bytes: 0, failures });
  },
);
