import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createArchives } from '../engine/host/archives/create-archives.js';
import { durableArchives } from '../engine/host/archives/durable-archives.js';
import { timedArchives } from '../engine/host/archives/timed-archives.js';
import type { Archives, Progress } from '../engine/model/ports.js';
import { tarOf } from './support/make-archive.js';
import { freshFolder } from './support/real-context.js';

/** An archive beside a target that is not there yet. */
function archiveIn(t: TestContext) {
  const root = realpathSync(freshFolder(t));
  const archive = join(root, 'a.tar');
  writeFileSync(
    archive,
    tarOf({ name: 'a', body: '1' }, { name: 'd/e/b', body: '2' }, { name: 'd/link', type: '2', target: 'e/b' }),
  );
  return { root, request: { archive, name: 'a.tar', into: join(root, 'lib', 'into') } };
}

const seenBy = (progress: (progress: Progress) => void = () => undefined) => ({
  signal: new AbortController().signal,
  progress,
});

const linux = { skip: process.platform === 'linux' ? false : 'only Linux says which file a handle has open' };

test(
  'each file, and each folder that has a new name in it, is on the disk before it is said to be unpacked',
  linux,
  async t => {
    const handle = await open(process.execPath);
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const sync = Reflect.get<FileHandle, 'sync'>(prototype, 'sync');
    const synced: string[] = [];
    t.mock.method(prototype, 'sync', function (this: FileHandle) {
      synced.push(readlinkSync(`/proc/self/fd/${this.fd}`));
      return sync.call(this);
    });
    const { root, request } = archiveIn(t);
    const unpacked = await durableArchives(createArchives()).unpack(request, seenBy());
    assert.ok(unpacked.ok, JSON.stringify(unpacked));
    assert.deepEqual(
      unpacked.value,
      await createArchives()
        .unpack(request, seenBy())
        .then(again => again.ok && again.value),
    );
    const expected = ['', 'lib', 'lib/into', 'lib/into/a', 'lib/into/d', 'lib/into/d/e', 'lib/into/d/e/b'];
    assert.deepEqual(
      [...new Set(synced)].filter(path => path.startsWith(root)).sort(),
      expected.map(path => join(root, path).replace(/\/$/, '')),
    );
  },
);

/** Unpacks nothing, and says what it is told to. */
const saying = (files: readonly string[]): Archives => ({ unpack: async () => ({ ok: true, value: { files } }) });

test('what cannot be written out fails the unpacking', async t => {
  const { root, request } = archiveIn(t);
  const gone = join(root, 'lib', 'gone');
  mkdirSync(dirname(gone));
  assert.deepEqual(await durableArchives(saying([gone])).unpack({ ...request, into: dirname(gone) }, seenBy()), {
    ok: false,
    error: { kind: 'file', operation: 'sync', path: gone, code: 'ENOENT' },
  });
  rmSync(dirname(gone), { recursive: true });
});

test('an unpacking that was cancelled is not said to be done, and a refused one is not looked at', async t => {
  const { request } = archiveIn(t);
  const stop = new AbortController();
  stop.abort();
  const watch = { ...seenBy(), signal: stop.signal };
  assert.deepEqual(await durableArchives(saying([request.archive])).unpack(request, watch), {
    ok: false,
    error: { kind: 'cancelled' },
  });
  const refused = await durableArchives(createArchives()).unpack({ ...request, name: 'a.zip' }, seenBy());
  assert.ok(!refused.ok && refused.error.kind === 'archive');
});

test('an archive that is still being unpacked at the end of its time is refused, and an attempt that ends is cancelled', async t => {
  const { request } = archiveIn(t);
  const forever: Archives = {
    unpack: (_request, { signal }) =>
      new Promise(resolve => {
        signal.addEventListener('abort', () => resolve({ ok: false, error: { kind: 'cancelled' } }));
      }),
  };
  assert.deepEqual(await timedArchives(forever, { longestMs: 1 }).unpack(request, seenBy()), {
    ok: false,
    error: { kind: 'archive', archive: 'a.tar', reason: 'it is not unpacked after 0 minutes' },
  });
  const stop = new AbortController();
  const ended = timedArchives(forever).unpack(request, { ...seenBy(), signal: stop.signal });
  stop.abort();
  assert.deepEqual(await ended, { ok: false, error: { kind: 'cancelled' } });
  const told: Progress[] = [];
  const whole = await timedArchives(createArchives()).unpack(
    request,
    seenBy(progress => told.push(progress)),
  );
  assert.ok(whole.ok && told.length > 0);
});
