import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { FileHelpers, type FileHelpersOptions } from '../engine/host/archives/write/file-helpers.js';
import { startThread } from '../engine/host/start-thread.js';
import { tempFolder } from './support/temp-folder.js';

interface File {
  readonly path: string;
  readonly body: Buffer;
  readonly executable: boolean;
  readonly modified: number | undefined;
}

/** Small files with names of every kind, more than go into one batch. */
const FILES: readonly File[] = Array.from({ length: 300 }, (_, index) => ({
  path: `${index % 7}/\u00fc-${index}\u{1f600}.txt`,
  body: Buffer.alloc((index * 977) % 9000, index),
  executable: index % 3 === 0,
  modified: index % 5 === 0 ? undefined : 1_500_000_000 + index,
}));

function helpersIn(t: TestContext, options: Partial<FileHelpersOptions> = {}) {
  const tree = tempFolder(t);
  for (let folder = 0; folder < 7; folder++) mkdirSync(join(tree, String(folder)));
  const helpers = new FileHelpers({ threads: 2, tree, check: () => undefined, worthMs: 0, ...options });
  t.after(() => helpers.close());
  return { tree, helpers };
}

function give(helpers: FileHelpers, { body, ...file }: File): void {
  const taken = helpers.take(file, body.length);
  assert.ok(taken !== undefined, file.path);
  taken.write(body.subarray(0, 100));
  taken.write(body.subarray(100));
  taken.finish();
  taken.close();
}

function assertThere(tree: string, files: readonly File[]): void {
  for (const { path, body, executable, modified } of files) {
    const { mode, mtimeMs } = statSync(join(tree, path));
    assert.ok(readFileSync(join(tree, path)).equals(body), path);
    if (process.platform !== 'win32') assert.equal((mode & 0o100) !== 0, executable, path);
    if (modified !== undefined) assert.equal(mtimeMs, modified * 1000, path);
  }
}

const NEVER = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';

test('small files that threads write are all there when they are said to be, each with its bytes, mode and time', t => {
  const { tree, helpers } = helpersIn(t);
  FILES.forEach(file => give(helpers, file));
  helpers.settle();
  assertThere(tree, FILES);
});

test('where no thread begins, or none can be started, all files are there all the same', t => {
  const refuses = () => {
    throw new Error('no more threads');
  };
  for (const start of [() => new Worker(NEVER, { eval: true }), refuses]) {
    const { tree, helpers } = helpersIn(t, { start });
    FILES.forEach(file => give(helpers, file));
    helpers.settle();
    assertThere(tree, FILES);
  }
});

test('no thread is started where the file system is fast', t => {
  const start = () => assert.fail('a thread is started');
  const { tree, helpers } = helpersIn(t, { start, worthMs: Infinity });
  FILES.forEach(file => give(helpers, file));
  helpers.settle();
  assertThere(tree, FILES);
});

test('a file that is there already is not written to, and ends the unpacking with what the system says', t => {
  const { tree, helpers } = helpersIn(t);
  const [first, ...others] = FILES;
  assert.ok(first !== undefined);
  writeFileSync(join(tree, first.path), 'mine');
  const all = () => {
    [first, ...others].forEach(file => give(helpers, file));
    helpers.settle();
  };
  assert.throws(all, { code: 'EEXIST', syscall: 'open', path: `${tree}/${first.path}` });
  assert.equal(readFileSync(join(tree, first.path), 'utf8'), 'mine');
});

test('a file whose bytes come only in part, or are more than it should have, is not made', t => {
  const { tree, helpers } = helpersIn(t);
  const file = { path: '1/a', executable: false, modified: undefined };
  const part = helpers.take(file, 10);
  part?.write(Buffer.from('part'));
  part?.close();
  const long = helpers.take(file, 3);
  assert.throws(() => long?.write(Buffer.from('long')), BrokenArchive);
  helpers.settle();
  assert.deepEqual(readdirSync(join(tree, '1')), []);
  assert.equal(helpers.take(file, 1_000_000), undefined, 'a large file is not taken');
});

test('an unpacking that is given up writes nothing more once it has said so', async t => {
  const workers: Worker[] = [];
  const start: typeof startThread = (name, job) => {
    const worker = startThread(name, job);
    workers.push(worker);
    return worker;
  };
  const { tree, helpers } = helpersIn(t, { start });
  FILES.forEach(file => give(helpers, file));
  const ends = workers.map(worker => once(worker, 'exit'));
  helpers.close();
  rmSync(tree, { recursive: true });
  // nobody else waits for them
  for (const worker of workers) worker.ref();
  await Promise.all(ends);
  assert.equal(ends.length, 2);
  assert.equal(existsSync(tree), false);
});

test('where a thread ends in the middle of a batch, that is said, and nothing waits for ever', t => {
  const module = JSON.stringify(new URL('../engine/host/archives/write/file-batches.js', import.meta.url).href);
  const program = `import { workerData } from 'node:worker_threads';
    const batches = (await import(${module})).FileBatches.of(workerData.memory);
    while (batches.take() === undefined) batches.waitForMore(batches.changes, 5);`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const takes = (memory: unknown) => new Worker(url, { workerData: memory });
  const { helpers } = helpersIn(t, { threads: 1, patience: 300, start: (_, job) => takes(job) });
  const ended = new BrokenArchive('a thread that writes it has ended, perhaps for want of memory');
  assert.throws(() => {
    // until it has taken one
    for (let round = 0; ; round++) {
      for (const { path, ...file } of FILES) give(helpers, { ...file, path: `${path}-${round}` });
      helpers.settle();
    }
  }, ended);
});
