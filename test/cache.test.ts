import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import type { PartialFile } from '../engine/host/cache/partial-file.js';
import { acquireKernelLock } from '../engine/host/run-lock/kernel-lock.js';
import { sha256Of } from './support/mirror.js';

const root = await mkdtemp(join(tmpdir(), 'cache-test-'));
after(() => rm(root, { recursive: true, force: true }));
let count = 0;

const BYTES = Buffer.from('some bytes');
const HASH = sha256Of(BYTES);
const watch = { signal: new AbortController().signal, progress: () => undefined };

function freshFolder(): string {
  return join(root, String(count++));
}

/** As a connection would bring it. */
async function add(partial: PartialFile, bytes: Uint8Array): Promise<void> {
  const [stretch] = partial.stretches;
  await partial.append(stretch ?? assert.fail(), { bytes: Buffer.from(bytes), release: () => undefined });
}

async function kept(folder: string): Promise<string> {
  const cache = artifactCache(folder);
  const partial = await cache.begin();
  assert.ok(partial.ok);
  await add(partial.value, BYTES.subarray(0, 4));
  await add(partial.value, BYTES.subarray(4));
  const entry = await cache.keep(partial.value);
  assert.ok(entry.ok);
  return entry.value.path;
}

test('a file that is kept is found under its hash, read-only, and nothing else is left', async () => {
  const folder = freshFolder();
  const path = await kept(folder);
  assert.deepEqual(await readFile(path), BYTES);
  assert.equal((await stat(path)).mode & 0o222, 0);
  assert.deepEqual(await artifactCache(folder).find(HASH, watch), {
    ok: true,
    value: { path, sha256: HASH, bytes: BYTES.length },
  });
  assert.deepEqual(await readdir(join(folder, 'partial')), []);
});

test('what was never kept is not found', async () => {
  assert.deepEqual(await artifactCache(freshFolder()).find(HASH, watch), { ok: true, value: undefined });
});

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

test('two downloads of the same bytes at the same time end in one entry', async () => {
  const folder = freshFolder();
  const [one, two] = await Promise.all([kept(folder), kept(folder)]);
  assert.equal(one, two);
  assert.deepEqual(await readFile(one), BYTES);
});

test('a download that is discarded leaves nothing', async () => {
  const folder = freshFolder();
  const partial = await artifactCache(folder).begin();
  assert.ok(partial.ok);
  await add(partial.value, BYTES);
  await partial.value.discard();
  assert.deepEqual(await readdir(join(folder, 'partial')), []);
});

test('a download that begins again forgets what came before', async () => {
  const folder = freshFolder();
  const cache = artifactCache(folder);
  const partial = await cache.begin();
  assert.ok(partial.ok);
  await add(partial.value, Buffer.from('a longer text that is wrong'));
  await partial.value.restart();
  await add(partial.value, BYTES);
  const entry = await cache.keep(partial.value);
  assert.ok(entry.ok);
  assert.equal(entry.value.sha256, HASH);
  assert.deepEqual(await readFile(entry.value.path), BYTES);
});

test('a cache that cannot be written is a file failure with the system code', async () => {
  const folder = freshFolder();
  await writeFile(folder, 'a file where the cache should be');
  const begun = await artifactCache(folder).begin();
  assert.ok(!begun.ok);
  assert.equal(begun.error.kind, 'file');
  assert.equal(begun.error.code, 'ENOTDIR');
});

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

test('an empty download that a failing disk left is swept, unless another process is about to fill it', async () => {
  const folder = freshFolder();
  const cache = artifactCache(folder);
  const [left, taken] = [HASH, sha256Of('others')] as const;
  await mkdir(join(folder, 'partial'), { recursive: true });
  for (const name of [left, taken]) await writeFile(join(folder, 'partial', name), '');
  const lock = await acquireKernelLock(join(folder, 'partial', taken), join(root, 'a.lock'), { command: 'another' });
  assert.ok(lock.ok);
  await cache.sweep();
  await lock.value.release();
  const names = (await readdir(join(folder, 'partial'))).filter(name => !name.endsWith('.lock'));
  assert.deepEqual(names, [taken]);
});
