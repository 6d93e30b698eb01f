import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { sweep } from '../engine/host/cache/sweep.js';
import { acquireKernelLock } from '../engine/host/run-lock/kernel-lock.js';
import { sha256Of } from './support/mirror.js';
import { root, HASH, freshFolder, add, noOther } from './support/cache-folders.js';

test('downloads of processes that were killed are swept, those of the living are not', async () => {
  const folder = freshFolder();
  const cache = artifactCache(folder);
  const mine = await cache.begin();
  assert.ok(mine.ok);
  const name = basename(mine.value.path);
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const others = [
    name.replace(`-${process.pid}-`, `-${dead}-`),
    // of other hosts: nobody here can tell whether they still run
    `elsewhere-${dead}-0`,
    `elsewhere-${dead}-1`,
  ];
  for (const other of others) await writeFile(join(folder, 'partial', other), 'half');
  const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(join(folder, 'partial', `elsewhere-${dead}-1`), old, old);
  await cache.sweep();
  assert.deepEqual((await readdir(join(folder, 'partial'))).sort(), [`elsewhere-${dead}-0`, name].sort());
  await mine.value.discard();
});

test('a download that another process works on is not swept, however old a clock that was wrong has made it', async () => {
  const folder = freshFolder();
  const cache = artifactCache(folder);
  const claimed = await cache.claim(HASH);
  assert.ok(claimed.ok && 'partial' in claimed.value);
  const { partial, release } = claimed.value;
  await partial.begin({ source: 'x', validator: '"v"', total: 8 }, 8);
  await add(partial, Buffer.from('half'));
  await partial.leave();
  const [path, notes] = [partial.path, `${partial.path}.json`];
  const both = () => [path, notes].map(file => existsSync(file));
  for (const file of [path, notes]) await utimes(file, 8 * 86_400, 8 * 86_400);
  await cache.sweep();
  assert.deepEqual(both(), [true, true]);
  await release();
  await cache.sweep();
  assert.deepEqual(both(), [false, false]);
});

test('an empty download that a failing disk left is swept, unless another process is about to fill it', async () => {
  const folder = freshFolder();
  const cache = artifactCache(folder);
  const [left, taken] = [lastingName(HASH), lastingName(sha256Of('others'))] as const;
  await mkdir(join(folder, 'partial'), { recursive: true });
  for (const name of [left, taken]) await writeFile(join(folder, 'partial', name), '');
  const lock = await acquireKernelLock(join(folder, 'partial', taken), join(root, 'a.lock'), { command: 'another' });
  assert.ok(lock.ok);
  await cache.sweep();
  await lock.value.release();
  const names = (await readdir(join(folder, 'partial'))).filter(name => !name.endsWith('.lock'));
  assert.deepEqual(names, [taken]);
});

test('a download that was made read-only by a run that was then killed is begun anew', { skip: noOther }, async () => {
  const folder = freshFolder();
  const path = join(folder, 'partial', lastingName(HASH));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'whole', { mode: 0o444 });
  for (const each of [root, folder, dirname(path), path]) await chown(each, 65534, 65534);
  process.seteuid?.(65534);
  try {
    const claimed = await artifactCache(folder).claim(HASH);
    assert.ok(claimed.ok && 'partial' in claimed.value, JSON.stringify(claimed));
    assert.equal(claimed.value.partial.bytes, 0);
    await claimed.value.partial.discard();
    await claimed.value.release();
  } finally {
    process.seteuid?.(0);
  }
});

test('what nobody came back for is swept: partial files after a week, bad entries after a month', async () => {
  const folder = freshFolder();
  const partial = lastingName(HASH);
  const now = Date.UTC(2026, 0, 31);
  const aged = async (place: string, name: string, days: number) => {
    await mkdir(join(folder, place), { recursive: true });
    await writeFile(join(folder, place, name), 'x');
    const at = (now - days * 86_400_000) / 1000;
    await utimes(join(folder, place, name), at, at);
  };
  await aged('partial', partial, 8);
  await aged('partial', `${partial}.json`, 8);
  await aged('partial', `${HASH}-00000000`, 8);
  await aged('partial', partial.replace(/./, 'e'), 6);
  await aged('bad', 'older', 31);
  await aged('bad', 'old', 8);
  await sweep(folder, now);
  assert.deepEqual(
    [await readdir(join(folder, 'partial')), await readdir(join(folder, 'bad'))],
    [[partial.replace(/./, 'e')], ['old']],
  );
});
