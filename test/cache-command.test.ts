import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { artifactCache } from '../engine/host/cache/artifact-cache.js';
import { cacheTrouble, listCache, pruneCache, verifyCache } from '../engine/host/cache/cache-content.js';
import { lastingName } from '../engine/host/cache/partial-names.js';
import { place } from './support/cli.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { oneDownload } from './support/one-download.js';

const BYTES = Buffer.from('cached '.repeat(1000));
const HASH = sha256Of(BYTES);
const OTHER = sha256Of('other');

async function installed(t: TestContext) {
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const here = place(t);
  here.write(
    'sam3d-install.yaml',
    oneDownload({ url: mirror.serve('/thing', { kind: 'file', body: BYTES }), sha256: HASH }),
  );
  const done = await here.cli([]);
  assert.equal(done.code, 0, done.stderr);
  return { here, mirror, entry: join(here.cache, 'sha256', HASH.slice(0, 2), HASH) };
}

test('a reinstall with a warm cache sends no request, and does with --offline what it does without', async t => {
  const { here, mirror } = await installed(t);
  assert.equal(mirror.requests.length, 1);
  for (const args of [[], ['--offline']]) {
    const again = await here.cli([...args, '--root', join(here.folder, `again${args.length}`)]);
    assert.equal(again.code, 0, again.stderr);
  }
  assert.equal(mirror.requests.length, 1);
});

test('cache list and path say what is kept, and where', async t => {
  const { here } = await installed(t);
  const list = await here.cli(['cache', 'list']);
  assert.match(list.stdout, new RegExp(`^${HASH}  \\d{4}-\\d\\d-\\d\\d  7\\.0 kB\\n$`));
  assert.equal(list.stderr, `1 file, 7.0 kB, in ${here.cache}\n`);
  assert.equal((await here.cli(['cache', 'path'])).stdout, `${here.cache}\n`);
  const json = JSON.parse((await here.cli(['cache', '--json'])).stdout) as {
    bytes: number;
    entries: { sha256: string }[];
  };
  assert.deepEqual([json.bytes, json.entries.map(({ sha256 }) => sha256)], [BYTES.length, [HASH]]);
});

test('cache verify sets aside what has gone bad, and the next run downloads it again', async t => {
  const { here, mirror, entry } = await installed(t);
  const good = await here.cli(['cache', 'verify']);
  assert.deepEqual([good.code, good.stderr], [0, '1 file, all good\n']);
  chmodSync(entry, 0o644);
  writeFileSync(entry, 'other bytes');
  const bad = await here.cli(['cache', 'verify']);
  assert.equal(bad.code, 1);
  assert.equal(bad.stdout, `${entry}: its bytes are not what its name says; set aside\n`);
  const again = await here.cli(['--root', join(here.folder, 'again')]);
  assert.equal(again.code, 0, again.stderr);
  assert.equal(mirror.requests.length, 2);
});

test('what another process prunes while the cache is verified is neither good nor bad', async t => {
  const { cache } = place(t);
  const [first = '', second = ''] = ['one', 'two'].map(sha256Of).sort();
  for (const text of ['one', 'two']) {
    mkdirSync(join(cache, 'sha256', sha256Of(text).slice(0, 2)), { recursive: true });
    writeFileSync(join(cache, 'sha256', sha256Of(text).slice(0, 2), sha256Of(text)), text);
  }
  const progress = () => rmSync(join(cache, 'sha256', second.slice(0, 2), second), { force: true });
  const verified = await verifyCache(cache, { signal: new AbortController().signal, progress });
  assert.deepEqual(verified, { good: 1, bad: [] });
  assert.deepEqual(
    (await listCache(cache)).map(({ sha256 }) => sha256),
    [first],
  );
});

test('cache list tells of what is kept to start faster, and cache prune removes it when it is old', async t => {
  const { here } = await installed(t);
  const run = await here.cli(['validate'], { env: { NODE_DISABLE_COMPILE_CACHE: '' } });
  assert.equal(run.code, 0, run.stderr);
  // the one file alone keeps it; in a checkout the built-in manifests may change under it
  mkdirSync(join(here.cache, 'checked'));
  writeFileSync(join(here.cache, 'checked', 'some.bin'), 'checked');
  const files = ['code', 'checked'].flatMap(name => {
    const folder = join(here.cache, name);
    return readdirSync(folder).map(file => join(folder, file));
  });
  assert.equal(files.length, 2);
  const list = await here.cli(['cache', 'list']);
  assert.match(list.stderr, /^1 file, 7\.0 kB, in .+\nand 2 files, [\d.]+ [kM]B, to start faster\n$/);
  const long = Date.now() / 1000 - 31 * 86_400;
  utimesSync(files[0] ?? '', long, long);
  assert.match((await here.cli(['cache', 'prune'])).stderr, /^removed 1 file, /);
  assert.deepEqual(
    files.filter(file => existsSync(file)),
    files.slice(1),
  );
  await here.cli(['cache', 'prune', '--all']);
  assert.deepEqual(
    files.filter(file => existsSync(file)),
    [],
  );
});

test('cache prune removes what was not used for a month, and with --all everything', async t => {
  const { here, entry } = await installed(t);
  const first = await here.cli(['cache', 'prune']);
  assert.equal(
    first.stderr,
    'removed 0 files, 0 B; what was used in the last 30 days is kept (--all removes it too)\n',
  );
  const long = Date.now() / 1000 - 31 * 86_400;
  utimesSync(entry, long, long);
  // a use makes it young again
  await here.cli(['--root', join(here.folder, 'again')]);
  assert.equal((await listCache(here.cache)).length, 1);
  await here.cli(['cache', 'prune']);
  assert.equal((await listCache(here.cache)).length, 1);
  utimesSync(entry, long, long);
  assert.match((await here.cli(['cache', 'prune'])).stderr, /^removed 1 file, 7\.0 kB;/);
  assert.deepEqual(await listCache(here.cache), []);
  await here.cli(['--root', join(here.folder, 'third')]);
  assert.equal((await here.cli(['cache', 'prune', '--all'])).stderr, 'removed 1 file, 7.0 kB\n');
});

test('cache prune leaves a download alone that another process works on', async t => {
  const { here } = await installed(t);
  const claimed = await artifactCache(here.cache).claim(OTHER);
  assert.ok(claimed.ok && 'partial' in claimed.value);
  await pruneCache(here.cache, Infinity);
  assert.deepEqual(readdirSync(join(here.cache, 'partial')), [lastingName(OTHER)]);
  await claimed.value.release();
  await pruneCache(here.cache, Infinity);
  assert.deepEqual(readdirSync(join(here.cache, 'partial')), []);
});

test('a cache that cannot be looked into is not told to be empty', async t => {
  const here = place(t);
  const file = here.write('file', '');
  for (const job of ['list', 'verify', 'prune']) {
    const end = await here.cli(['cache', job, '--cache-dir', file]);
    assert.deepEqual([end.code, end.stdout], [1, '']);
    assert.equal(
      end.stderr,
      `error: cannot look into ${file}: a part of the path is no folder (ENOTDIR)\n` +
        'help: a file stands where a folder is needed: move it away, or name other places with --root and --cache-dir\n',
    );
  }
  assert.equal(await cacheTrouble(join(here.folder, 'absent')), undefined);
  const cache = join(here.folder, 'c');
  const part = join(cache, 'sha256', 'ab');
  mkdirSync(join(cache, 'sha256'), { recursive: true });
  assert.equal(await cacheTrouble(cache), undefined);
  writeFileSync(part, '');
  assert.deepEqual(await cacheTrouble(cache), { kind: 'file', operation: 'look into', path: part, code: 'ENOTDIR' });
});

test('a word that cache does not know is wrong usage', async t => {
  const wrong = await place(t).cli(['cache', 'empty']);
  assert.deepEqual(
    [wrong.code, wrong.stderr],
    [64, 'error: cache has no `empty`\nhelp: it has list, verify, prune, path\n'],
  );
});
