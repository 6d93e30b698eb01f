import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { ACTIONS } from '../engine/actions/registry.js';
import { BlockSlots } from '../engine/host/archives/bzip2/block-slots.js';
import { FileBatches, FREE } from '../engine/host/archives/write/file-batches.js';
import { beginRecord, endRecord } from '../engine/host/archives/write/file-record.js';
import { PieceRing } from '../engine/host/archives/write/piece-ring.js';
import { compileCheck } from '../engine/load/compile-check.js';
import { parseDiagnoses } from '../engine/load/parse-diagnoses.js';
import type { SchemaCheck } from '../engine/load/validate.js';
import { parseTree } from '../engine/load/parse-tree.js';
import { plainValue } from '../engine/model/plain-value.js';
import { composeSchema } from '../engine/schema/compose-schema.js';
import { THREADS } from '../engine/host/start-thread.js';
import { bundleAt } from './support/bundle-part.js';
import { ONE_FILE } from './support/one-file.js';
import { seededRandom } from './support/seeded-random.js';
import { SHIPPED, shippedText } from './support/shipped-manifests.js';
import { corpusFiles } from './support/corpus.js';
import { tempFolder } from './support/temp-folder.js';

const bundle = bundleAt(ONE_FILE);

function thread(t: TestContext, name: keyof typeof THREADS, workerData?: unknown): Worker {
  const worker = new Worker(bundle.part(`threads/${name}`) ?? '', { eval: true, workerData });
  t.after(() => worker.terminate());
  return worker;
}

test('the one file has every thread of the engine', () => {
  assert.deepEqual(
    bundle.names.filter(name => name.startsWith('threads/')).sort(),
    Object.keys(THREADS)
      .map(name => `threads/${name}`)
      .sort(),
  );
});

test('the thread that decodes blocks runs out of the one file, and ends when it is told', async t => {
  const slots = BlockSlots.create(3);
  const worker = thread(t, 'block-worker', { memory: slots.memory });
  await once(worker, 'online');
  slots.stop();
  assert.deepEqual(await once(worker, 'exit'), [0]);
});

test('the thread that decodes streams runs out of the one file', async t => {
  const content = randomBytes(300_000);
  const path = join(tempFolder(t), 'stream.gz');
  writeFileSync(path, gzipSync(content));
  const fd = openSync(path, 'r');
  t.after(() => closeSync(fd));
  const ring = PieceRing.create();
  const range = { start: 0, length: readFileSync(path).length };
  thread(t, 'decode-worker', { format: 'gz', memory: ring.memory });
  ring.order(JSON.stringify({ fd, range }));
  const pieces: Buffer[] = [];
  for (let next = ring.read(20_000); Buffer.isBuffer(next); next = ring.read(20_000)) pieces.push(Buffer.from(next));
  assert.ok(Buffer.concat(pieces).equals(content));
});

test('the thread that writes small files runs out of the one file, and ends when it is told', async t => {
  const tree = tempFolder(t);
  const batches = FileBatches.create(1);
  const file = { path: 'small', executable: false, modified: undefined };
  const body = beginRecord(batches.room(0), 0, { file, size: 5 }) ?? NaN;
  const end = body + batches.room(0).write('bytes', body);
  endRecord(batches.room(0), 0, end - body);
  batches.handOver(0, end);
  const worker = thread(t, 'file-worker', { memory: batches.memory, tree });
  for (let { changes } = batches; batches.find(FREE) === undefined; { changes } = batches)
    assert.ok(batches.waitForMore(changes, 20_000));
  assert.equal(readFileSync(join(tree, 'small'), 'utf8'), 'bytes');
  batches.stop();
  assert.deepEqual(await once(worker, 'exit'), [0]);
});

test('the thread that fills a folder runs out of the one file', async t => {
  const worker = thread(t, 'fill-worker');
  worker.postMessage({ filling: {}, stop: new SharedArrayBuffer(4) });
  assert.deepEqual(await once(worker, 'message'), [{ begun: true }]);
});

test('the thread that hashes runs out of the one file', async t => {
  const worker = thread(t, 'hash-worker');
  worker.postMessage({ bytes: Buffer.from('abc') });
  worker.postMessage({});
  await once(worker, 'message');
  const [told] = (await once(worker, 'message')) as [unknown];
  assert.deepEqual(told, { sha256: createHash('sha256').update('abc').digest('hex') });
});

const valid = bundle.run('check') as ((value: unknown) => boolean) & { errors: ReturnType<SchemaCheck> };
const ahead: SchemaCheck = value => (valid(value) ? [] : valid.errors);

/** What both say of a value, which is the same. */
async function said(value: unknown): Promise<number> {
  const errors = (await compileCheck(schema))(value);
  assert.deepEqual(JSON.parse(JSON.stringify(ahead(value))), JSON.parse(JSON.stringify(errors)));
  return errors.length;
}
const schema = composeSchema(ACTIONS);

const names = ['base/python-env', ...SHIPPED];
const texts = [
  ...(await Promise.all(names.map(shippedText))),
  ...corpusFiles('yaml', 'src').map(path => readFileSync(path, 'utf8')),
];
const values = texts.flatMap(text => {
  const parsed = parseTree('manifest.yaml', text);
  return parsed.ok ? [plainValue(parsed.value.tree)] : [];
});

test('the schema that was compiled ahead says of every manifest what it says when it is compiled at once', async () => {
  assert.ok(values.length >= names.length);
  for (const value of values) await said(value);
});

test('the schema that was compiled ahead finds the same faults in 400 manifests with something broken', async () => {
  const random = seededRandom(6);
  let faults = 0;
  for (let trial = 0; trial < 400; trial++) {
    const value = structuredClone(values[trial % names.length]);
    for (let blow = 0; blow < 3; blow++) strike(value, random);
    faults += await said(value);
  }
  assert.ok(faults > 400, `only ${faults}`);
});

test('what known failures mean stands in the one file as it is read from the text', () => {
  const name = 'manifests/base/diagnoses.yaml';
  const read = parseDiagnoses(`<built-in>/${name}`, bundle.part(name) ?? '');
  assert.ok(read.ok && read.value.length > 10);
  assert.deepEqual(deserialize(bundle.bytes(`checked/${name}`) ?? Buffer.of()), read.value);
});

const ODD = [null, true, -1, 1.5, '', 'x'.repeat(300), [], {}, [[]], { a: 1 }, ['a', 'a']];

/** Puts something odd, nothing, or something more at a random place. */
function strike(value: unknown, random: () => number): void {
  let at = value as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(at);
    const key = keys[Math.floor(random() * keys.length)] ?? 'x';
    const inner = at[key];
    if (typeof inner === 'object' && inner !== null && random() < 0.7) {
      at = inner as Record<string, unknown>;
      continue;
    }
    const how = random();
    if (how < 0.25 && !Array.isArray(at)) delete at[key];
    else at[how < 0.4 && !Array.isArray(at) ? `${key}s` : key] = ODD[Math.floor(random() * ODD.length)];
    return;
  }
}
