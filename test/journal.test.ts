import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JournalEntry } from '../engine/model/journal.js';
import { engineImport, runNode } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';
import { DONE_ENV, RUN, EXTRA, opened, historyOf } from './support/journal-on-disk.js';

const NO_ULIMIT = process.platform === 'win32' ? 'Windows has no ulimit' : false;

test('what was appended is there after the journal is opened again', async t => {
  const folder = join(tempFolder(t), 'state');
  const first = await opened(folder);
  for (const entry of RUN) assert.deepEqual(await first.append(entry), { ok: true, value: undefined });
  await first.close();
  const second = await opened(folder);
  assert.deepEqual(second.history(), RUN);
  assert.deepEqual([...second.records()], [['env', DONE_ENV]]);
  assert.deepEqual(second.notices, []);
  await second.close();
});

test('a step is done when its record is newer than its last start', async t => {
  const journal = await opened(tempFolder(t));
  await journal.append({ type: 'step-begun', run: 'r1', step: 'env', at: 1 });
  assert.deepEqual([...journal.records().keys()], []);
  await journal.append({ type: 'step-done', record: DONE_ENV });
  assert.deepEqual([...journal.records().keys()], ['env']);
  await journal.append({ type: 'step-begun', run: 'r2', step: 'env', at: 2 });
  assert.deepEqual([...journal.records().keys()], []);
  await journal.append({ type: 'step-done', record: { ...DONE_ENV, attempt: 'other' } });
  assert.deepEqual([...journal.records().values()], [{ ...DONE_ENV, attempt: 'other' }]);
  await journal.close();
});

test('entries that are appended at the same time all arrive, in their order', async t => {
  const folder = tempFolder(t);
  const journal = await opened(folder);
  const entries = Array.from(
    { length: 200 },
    (_, at) => ({ type: 'step-begun', run: 'r', step: `s${at}`, at }) as const,
  );
  const results = await Promise.all(entries.map(entry => journal.append(entry)));
  assert.ok(results.every(result => result.ok));
  await journal.close();
  assert.deepEqual(await historyOf(folder), entries);
});

test('all waits for the disk but what begins and was not done before', async t => {
  const folder = tempFolder(t);
  const journal = await opened(folder);
  const any = await open(join(folder, 'journal.ndjson'));
  const sync = t.mock.method(Object.getPrototypeOf(any) as typeof any, 'sync');
  await any.close();
  const syncsOf = async (...entries: readonly JournalEntry[]) => {
    const before = sync.mock.callCount();
    await Promise.all(entries.map(entry => journal.append(entry)));
    return sync.mock.callCount() - before;
  };
  const [started, begun, done, finished] = RUN;
  assert.ok(started && begun && done && finished);
  assert.equal(await syncsOf(started), 0);
  assert.equal(await syncsOf(begun), 0);
  assert.equal(await syncsOf(done), 1);
  assert.equal(await syncsOf(begun), 1, 'it was done, and is not from now on');
  assert.equal(await syncsOf(begun), 0);
  assert.equal(await syncsOf(EXTRA, done, finished), 1, 'what comes together waits together');
  assert.equal(await syncsOf(EXTRA, begun), 1);
  assert.equal(await syncsOf({ type: 'went-back', to: 'r1', at: 5 }), 1);
});

test('texts of every kind come back as they were', async t => {
  const folder = tempFolder(t);
  const outputs = { 'line\nfeed': 'a\r\nb', '2': '\u2028 grüße \u{1f600}', '1': '"}', '': '\\', constructor: '\0' };
  const journal = await opened(folder);
  await journal.append({ type: 'step-done', record: { ...DONE_ENV, exports: outputs } });
  await journal.close();
  assert.deepEqual(await historyOf(folder), [{ type: 'step-done', record: { ...DONE_ENV, exports: outputs } }]);
});

test('an entry that is appended to a closed journal is a failure', async t => {
  const journal = await opened(tempFolder(t));
  await journal.close();
  const appended = await journal.append(EXTRA);
  assert.ok(!appended.ok && appended.error.kind === 'file' && appended.error.operation === 'append to');
  assert.deepEqual(journal.history(), []);
});

test(
  'a disk that is full in the middle of a line leaves a whole journal, and only what is there counts',
  { skip: NO_ULIMIT },
  async t => {
    const folder = tempFolder(t);
    const source =
      engineImport('openJournal', 'host/journal/journal.js') +
      `const clock = { now: () => 0, sleep: async () => {}, random: () => 0 };
    const { value: journal } = await openJournal(${JSON.stringify(folder)}, clock);
    const results = [];
    for (let at = 0; at < 100; at += 1) results.push(await journal.append({ type: 'step-begun', run: 'r', step: 'long-name-'.repeat(8), at }));
    const done = results.filter(result => result.ok).length;
    console.log(JSON.stringify({ done, known: journal.history().length, failure: results.find(result => !result.ok).error }));
    await journal.close();`;
    const said = JSON.parse(await runNode(source, { ulimitBlocks: 8 })) as {
      done: number;
      known: number;
      failure: unknown;
    };
    const path = join(folder, 'journal.ndjson');
    assert.ok(said.done > 0 && said.done < 100, JSON.stringify(said));
    assert.equal(said.known, said.done);
    assert.deepEqual(said.failure, { kind: 'file', operation: 'append to', path, code: 'EFBIG' });
    assert.equal((await historyOf(folder)).length, said.done);
    assert.equal(readFileSync(path, 'utf8').at(-1), '\n', 'no half line is left');
  },
);

test('what was appended before the program was killed is there', async t => {
  const folder = tempFolder(t);
  const source =
    engineImport('openJournal', 'host/journal/journal.js') +
    `const clock = { now: () => 0, sleep: async () => {}, random: () => 0 };
    const { value: journal } = await openJournal(${JSON.stringify(folder)}, clock);
    for (let at = 0; ; at += 1) {
      await journal.append({ type: 'step-begun', run: 'r', step: 's', at });
      console.log(at);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').length > 50) child.kill('SIGKILL');
  });
  await new Promise(resolve => child.once('close', resolve));
  const told = printed.split('\n').filter(line => line !== '').length;
  const history = await historyOf(folder);
  assert.ok(history.length >= told, `${told} were told to be durable, ${history.length} are there`);
  assert.deepEqual(
    history.map(entry => (entry.type === 'step-begun' ? entry.at : undefined)),
    history.map((_, at) => at),
  );
});
