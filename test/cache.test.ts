import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { pruneCache, verifyCache } from '../engine/host/cache/cache-content.js';
import type { PartialFile } from '../engine/host/cache/partial-file.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { mayWrite } from '../engine/host/files/may-write.js';
import { acquireKernelLock } from '../engine/host/run-lock/kernel-lock.js';
import { sha256Of } from './support/mirror.js';

const root = await mkdtemp(join(tmpdir(), 'cache-test-'));
after(() => rm(root, { recursive: true, force: true }));
let count = 0;

const BYTES = Buffer.from('some bytes');
const HASH = sha256Of(BYTES);
const watch = { signal: new AbortController().signal, progress: () => undefined };

const noPipes = process.platform === 'win32' && 'Windows has neither pipes in folders nor links for everyone';

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

const noOther = process.getuid?.() !== 0 && 'only the superuser can become someone else';

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
