import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BlockHelpers } from '../engine/host/archives/bzip2/block-helpers.js';
import { BlockSlots, PART, TAKEN } from '../engine/host/archives/bzip2/block-slots.js';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { bunzip2 } from '../engine/host/archives/bzip2/bunzip2.js';
import { createArchives } from '../engine/host/archives/create-archives.js';
import { Decoding } from '../engine/host/archives/decode/decoding.js';
import { fillOnThread } from '../engine/host/archives/write/fill-thread.js';
import { LARGEST } from '../engine/host/archives/limits.js';
import { openArchive } from '../engine/host/archives/open-archive.js';
import { bzip2, gzip, has, tarOf, through, xz, zstd } from './support/make-archive.js';
import { seededRandom } from './support/seeded-random.js';
import { tempFolder } from './support/temp-folder.js';

const skip = has('bzip2', 'gzip', 'xz', 'zstd') ? false : 'bzip2, gzip, xz and zstd are needed to make the archives';

function noise(length: number): Buffer {
  const random = seededRandom(31);
  return Buffer.from(Array.from({ length }, () => random() * 256));
}

/** A thread that runs this in place of what it should; `slots` is the code's own view of the memory it shares. */
function threadThat(code: string): (name: string, workerData?: unknown) => Worker {
  const module = (name: string) =>
    JSON.stringify(new URL(`../engine/host/archives/bzip2/${name}.js`, import.meta.url).href);
  const program = `import { workerData, parentPort } from 'node:worker_threads';
    const { BlockSlots, FREE, READY, TAKEN, PART } = await import(${module('block-slots')});
    const { BlockDecoder } = await import(${module('bunzip2-block')});
    const slots = workerData?.memory?.rooms === undefined ? undefined : BlockSlots.of(workerData.memory);
    ${code}`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  return (_name, workerData) => new Worker(url, { workerData });
}

/** Waits for the next change, and says whether this was it. */
function hasBegun(slots: BlockSlots, state: number): boolean {
  const { changes } = slots;
  const is = Array.from({ length: slots.count }, (_, slot) => slots.state(slot)).includes(state);
  if (!is) slots.waitForMore(changes);
  return is;
}

const TAKES_ONE = `
  let slot;
  while (slot === undefined) {
    const { changes } = slots;
    slot = [0, 1, 2].find(each => slots.change(each, READY, TAKEN));
    if (slot === undefined) slots.waitForMore(changes);
  }`;

test(
  'where a thread ends in the middle of a block, that block is decoded again, and nothing of it twice',
  { skip },
  t => {
    const bytes = noise(500_000);
    const stream = through('bzip2', ['-1', '-c'], bytes);
    const ends: readonly (readonly [number, string])[] = [
      [TAKEN, TAKES_ONE],
      [
        PART,
        `${TAKES_ONE}
      const decoder = new BlockDecoder();
      decoder.begin({ bytes: slots.input(slot), from: slots.get(slot, 'from'), to: slots.get(slot, 'to') });
      slots.output(slot).set(decoder.next().subarray(0, 1000));
      slots.set(slot, 'words', decoder.words);
      slots.set(slot, 'filled', 1000);
      slots.change(slot, TAKEN, PART);
      slots.waitWhile(slot, PART);`,
      ],
    ];
    for (const [when, code] of ends) {
      const start = (name: string, workerData: unknown) => {
        const worker = threadThat(code)(name, workerData);
        const { memory } = workerData as { readonly memory: BlockSlots['memory'] };
        // else all is decoded here before it has begun
        while (!hasBegun(BlockSlots.of(memory), when));
        return worker;
      };
      const helpers = new BlockHelpers({ threads: 1, patience: 300, start });
      t.after(() => helpers.close());
      const pieces = Array.from(bunzip2([stream], helpers.decode), piece => Buffer.from(piece));
      assert.ok(Buffer.concat(pieces).equals(bytes), `state ${when}`);
    }
  },
);

test(
  'where the thread that decodes ends, or is stuck, the archive is refused with that for its reason',
  { skip },
  async t => {
    const folder = tempFolder(t);
    const tar = tarOf({ name: 'a', body: noise(400_000) });
    for (const [format, compress, code] of [
      ['gz', gzip, ''],
      ['xz', xz, ''],
      ['zst', zstd, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
    ] as const) {
      const path = join(folder, `a.tar.${format}`);
      writeFileSync(path, compress(tar));
      const archive = openArchive(path, { onRead: () => undefined });
      t.after(() => archive.close());
      const decoding = new Decoding({ ...decodingIn(folder), patience: 300, start: threadThat(code) });
      t.after(() => decoding.close());
      const pieces = await decoding.stream(archive, { start: 0, length: archive.size }, format);
      const ended = new BrokenArchive('the thread that decodes it has ended, perhaps for want of memory');
      assert.throws(() => Array.from(pieces), ended, format);
    }
  },
);

function decodingIn(folder: string) {
  return { threads: 1, guard: (pieces: Iterable<Buffer>) => pieces, check: () => undefined, mostBytes: 1e9, folder };
}

test(
  'who waits for a thread that is stuck can cancel, and does not wait for its silence to become too long',
  { skip },
  async t => {
    const folder = tempFolder(t);
    const path = join(folder, 'a.tar.gz');
    writeFileSync(path, gzip(tarOf({ name: 'a', body: noise(400_000) })));
    const archive = openArchive(path, { onRead: () => undefined });
    t.after(() => archive.close());
    const cancelled = new Error('cancelled');
    const check = () => {
      throw cancelled;
    };
    const stuck = threadThat('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);');
    const decoding = new Decoding({ ...decodingIn(folder), check, patience: 2000, start: stuck });
    t.after(() => decoding.close());
    const pieces = await decoding.stream(archive, { start: 0, length: archive.size }, 'gz');
    assert.throws(() => Array.from(pieces), cancelled);
  },
);

test('where the thread that writes ends, the archive is refused with that for its reason', async t => {
  const folder = tempFolder(t);
  const request = { archive: join(folder, 'a.tar'), name: 'a.tar', into: join(folder, 'into') };
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  const start = threadThat(
    `parentPort.once('message', () => { parentPort.postMessage({ begun: true }); process.exit(1); });`,
  );
  const result = await fillOnThread({ request, folder, limits: LARGEST, threads: 1 }, watch, { start });
  const reason = 'the thread that unpacks it has ended, perhaps for want of memory';
  assert.deepEqual(result, { ok: false, error: { kind: 'archive', archive: 'a.tar', reason } });
});

test('where a fault of ours is met on the thread that writes, it is ended, so that the program can end', async t => {
  const folder = tempFolder(t);
  const request = { archive: join(folder, 'a.tar'), name: 'a.tar', into: join(folder, 'into') };
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  const code = `parentPort.on('message', () => parentPort.postMessage({ defect: 'TypeError: of ours' }));`;
  let isEnded = false;
  const start = (name: string) => {
    const worker = threadThat(code)(name);
    t.after(() => worker.terminate());
    return Object.assign(worker, { terminate: () => ((isEnded = true), Worker.prototype.terminate.call(worker)) });
  };
  const filling = fillOnThread({ request, folder, limits: LARGEST, threads: 1 }, watch, { start });
  await assert.rejects(filling, /TypeError: of ours/);
  assert.ok(isEnded);
});

const TASKS = '/proc/self/task';
const linux = skip || (process.platform === 'linux' ? false : 'threads are counted in /proc');

test('an unpacking that is cancelled, or that ends, leaves no thread that decodes', { skip: linux }, async t => {
  const folder = tempFolder(t);
  const tar = tarOf(...['a', 'b', 'c'].map(name => ({ name, body: noise(700_000) })));
  const names = { 'a.tar.bz2': bzip2, 'a.tar.gz': gzip, 'a.tar.xz': xz, 'a.tar.zst': zstd };
  const archives = createArchives({ threads: 3 });
  const unpack = async (name: string, into: string, isStopped: boolean) => {
    const stop = new AbortController();
    const watch = { signal: stop.signal, progress: () => (isStopped ? stop.abort() : undefined) };
    return archives.unpack({ archive: join(folder, name), name, into: join(folder, into) }, watch);
  };
  for (const [name, compress] of Object.entries(names)) writeFileSync(join(folder, name), compress(tar));
  // the thread that writes stays, for the next archive, and so do those of Node's own
  assert.ok((await unpack('a.tar.gz', 'first', false)).ok);
  await endOfThreads(t, Infinity);
  const idle = readdirSync(TASKS).length;
  for (const name of Object.keys(names)) {
    assert.deepEqual(await unpack(name, name, true), { ok: false, error: { kind: 'cancelled' } }, name);
    await endOfThreads(t, idle);
    assert.ok((await unpack(name, `whole-${name}`, false)).ok, name);
    await endOfThreads(t, idle);
  }
  // it is not what its name tells, so nobody needs the thread that was to decode it
  writeFileSync(join(folder, 'odd.tar.gz'), noise(700_000));
  assert.ok(!(await unpack('odd.tar.gz', 'odd', false)).ok);
  await endOfThreads(t, idle);
});

/** They end by themselves, soon; the test's own time-out is what ends this where they do not. */
async function endOfThreads(t: TestContext, idle: number): Promise<void> {
  for (let turn = 0; turn < 300 || readdirSync(TASKS).length > idle; turn++) {
    if (turn >= 300 && idle === Infinity) return;
    if (turn > 200_000) assert.fail(`${readdirSync(TASKS).length} threads are there, and ${idle} were`);
    await nextTurn();
  }
  t.diagnostic(`${readdirSync(TASKS).length} threads`);
}
