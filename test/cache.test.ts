import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, symlink, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { mayWrite } from '../engine/host/files/may-write.js';
import { root, BYTES, HASH, watch, noPipes, freshFolder, add, kept } from './support/cache-folders.js';

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

test('a folder of the cache that cannot be made is the one that is named', { skip: noPipes }, async () => {
  const folder = freshFolder();
  await symlink(join(root, 'nowhere', 'at all'), folder);
  const failure = { kind: 'file', operation: 'make', path: folder, code: 'EEXIST' };
  assert.deepEqual(await artifactCache(folder).claim(HASH), { ok: false, error: failure });
  assert.deepEqual(await mayWrite(folder, 'keep downloads in'), {
    ok: false,
    error: { kind: 'file', operation: 'keep downloads in', path: folder, code: 'ENOTDIR' },
  });
});

test('an entry is on the disk before it has its name, and its name before it is told', async t => {
  const folder = freshFolder();
  const cache = artifactCache(folder);
  const partial = await cache.begin();
  assert.ok(partial.ok);
  await add(partial.value, BYTES);
  const path = join(folder, 'sha256', HASH.slice(0, 2), HASH);
  const synced: string[] = [];
  const handles = Object.getPrototypeOf(partial.value.handle) as FileHandle;
  t.mock.method(handles, 'sync', async function (this: FileHandle) {
    const what = (await this.stat()).isFile() ? 'file' : 'folder';
    synced.push(`${what}, ${existsSync(path) ? 'named' : 'unnamed'}`);
  });
  assert.ok((await cache.keep(partial.value)).ok);
  assert.deepEqual(synced, ['file, unnamed', ...(process.platform === 'win32' ? [] : ['folder, named'])]);
});

const noSpaces = (() => {
  const tried = process.platform === 'linux' ? spawnSync('unshare', ['-n', 'true']).status : undefined;
  return tried !== 0 && 'only on Linux may a process leave the network, and there not everywhere';
})();

test(
  'two systems that share a cache, and see nothing of the locks of each other, write into different files',
  { skip: noSpaces },
  async () => {
    const folder = freshFolder();
    const mine = await artifactCache(folder).claim(HASH);
    assert.ok(mine.ok && 'partial' in mine.value);
    const program = `
    import { artifactCache } from ${JSON.stringify(new URL('../engine/host/cache/artifact-cache.js', import.meta.url))};
    const { value } = await artifactCache(process.argv[1]).claim(process.argv[2]);
    console.log(value.partial?.path ?? value.heldBy);
  `;
    const claimsOf = (command: readonly string[]) => {
      const argv = [...command, process.execPath, '--input-type=module', '-e', program, folder, HASH];
      return spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' }).stdout.trim();
    };
    assert.match(claimsOf(['env']), /^another run/);
    const theirs = claimsOf(['unshare', '-n']);
    assert.equal(dirname(theirs), dirname(mine.value.partial.path));
    assert.notEqual(theirs, mine.value.partial.path);
    await mine.value.partial.discard();
    await mine.value.release();
  },
);
