import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openJournal, readJournal, type OpenJournal } from '../engine/host/journal/journal.js';
import type { JournalEntry, StepRecord } from '../engine/model/journal.js';
import type { Clock } from '../engine/model/ports.js';
import { engineImport, runNode } from './support/run-node.js';
import { tempFolder } from './support/temp-folder.js';

const CLOCK: Clock = { now: () => 1234, sleep: async () => undefined, random: () => 0 };
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

test('a journal cut off at any byte keeps every whole line before the cut, and can be appended to', async t => {
  const folder = tempFolder(t);
  const bytes = await writtenJournal(folder, RUN);
  const ends = lineEnds(bytes);
  await eachOf(bytes.length + 1, async length => {
    const cut = join(folder, `cut-${length}`);
    placeJournal(cut, bytes.subarray(0, length));
    const whole = RUN.slice(0, Math.max(0, ends.filter(end => end <= length).length - 1));
    const journal = await opened(cut);
    assert.deepEqual(journal.history(), whole, `cut at ${length}`);
    assert.deepEqual(journal.notices, [], `cut at ${length}`);
    await journal.append(EXTRA);
    await journal.close();
    assert.deepEqual(await historyOf(cut), [...whole, EXTRA], `cut at ${length}`);
    assert.deepEqual(readdirSync(cut), ['journal.ndjson']);
  });
});

test('a journal with any one byte changed keeps what stands before the change, and nothing wrong', async t => {
  const folder = tempFolder(t);
  const bytes = await writtenJournal(folder, RUN);
  const ends = lineEnds(bytes);
  await eachOf(bytes.length, async at => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x01;
    const place = join(folder, `changed-${at}`);
    placeJournal(place, changed);
    const before = RUN.slice(0, Math.max(0, ends.filter(end => end <= at).length - 1));
    const journal = await openJournal(place, CLOCK);
    if (!journal.ok) {
      assert.equal(changed.subarray(0, ends[0]).toString(), '{"journal":0}\n', 'only another version is refused');
      return;
    }
    assert.deepEqual(journal.value.history(), before, `changed at ${at}`);
    await journal.value.append(EXTRA);
    await journal.value.close();
    assert.deepEqual(await historyOf(place), [...before, EXTRA], `changed at ${at}`);
  });
});

test('a damaged journal is kept beside the new one, and the user is told', async t => {
  const folder = tempFolder(t);
  const bytes = await writtenJournal(folder, RUN);
  const damaged = Buffer.from(bytes);
  damaged[(lineEnds(bytes)[1] ?? 0) + 40] = 0x00;
  placeJournal(folder, damaged);
  const path = join(folder, 'journal.ndjson');
  const kept = join(folder, 'journal.damaged-1234.ndjson');
  const journal = await opened(folder);
  assert.deepEqual(journal.notices, [
    `${path} was damaged: what stands before the damage is kept, the damaged file is ${kept}`,
  ]);
  assert.deepEqual(journal.history(), RUN.slice(0, 1));
  await journal.close();
  assert.deepEqual(readFileSync(kept), damaged);
  assert.deepEqual(await historyOf(folder), RUN.slice(0, 1));
});

test('a file that is no journal is kept beside a fresh one', async t => {
  const folder = tempFolder(t);
  placeJournal(folder, Buffer.from('dear diary,\n'));
  const journal = await opened(folder);
  assert.deepEqual([journal.history(), journal.notices.length], [[], 1]);
  await journal.close();
  assert.equal(readFileSync(join(folder, 'journal.damaged-1234.ndjson'), 'utf8'), 'dear diary,\n');
});

test('a journal of a newer version is refused and left alone', async t => {
  const folder = tempFolder(t);
  placeJournal(folder, Buffer.from('{"journal":2}\n{"something":"else"}\n'));
  const path = join(folder, 'journal.ndjson');
  const refused = {
    ok: false,
    error: {
      kind: 'policy',
      rule: 'a journal of a newer version is left alone',
      detail: `${path} was written by a newer version of this program`,
    },
  };
  assert.deepEqual(await openJournal(folder, CLOCK), refused);
  assert.deepEqual(await readJournal(folder), refused);
  assert.equal(readFileSync(path, 'utf8'), '{"journal":2}\n{"something":"else"}\n');
  assert.deepEqual(readdirSync(folder), ['journal.ndjson']);
});

test('looking at a journal writes nothing, be it absent, torn or damaged', async t => {
  const folder = tempFolder(t);
  const absent = await readJournal(join(folder, 'absent'));
  assert.ok(absent.ok);
  assert.deepEqual([absent.value.history(), [...absent.value.records()], absent.value.notices], [[], [], []]);
  assert.deepEqual(readdirSync(folder), []);

  const bytes = await writtenJournal(folder, RUN);
  placeJournal(folder, bytes.subarray(0, bytes.length - 5));
  const torn = await readJournal(folder);
  assert.ok(torn.ok);
  assert.deepEqual([torn.value.history(), torn.value.notices], [RUN.slice(0, -1), []]);

  const damaged = Buffer.from(bytes);
  damaged[(lineEnds(bytes)[0] ?? 0) + 3] = 0x21;
  placeJournal(folder, damaged);
  const read = await readJournal(folder);
  const path = join(folder, 'journal.ndjson');
  assert.ok(read.ok);
  assert.deepEqual(read.value.notices, [`${path} is damaged: what stands after the damage is not counted`]);
  assert.deepEqual(readFileSync(path), damaged);
  assert.deepEqual(readdirSync(folder), ['journal.ndjson']);
});

test('a place where no journal can be is a failure, not an exception', async t => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const stateFolder = join(folder, 'file', 'state');
  const opening = await openJournal(stateFolder, CLOCK);
  assert.ok(!opening.ok && opening.error.kind === 'file' && opening.error.operation === 'open');
  mkdirSync(join(folder, 'state', 'journal.ndjson'), { recursive: true });
  const reading = await readJournal(join(folder, 'state'));
  assert.ok(!reading.ok && reading.error.kind === 'file' && reading.error.code === 'EISDIR');
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

const DONE_ENV: StepRecord = {
  step: 'env',
  attempt: 'conda',
  key: 'k1',
  made: { outputs: { python: '/r/_env/bin/python' }, files: ['/r/_env'], notes: { size: '3' } },
  exports: { CXX: 'g++' },
  run: 'r1',
  at: 3,
};

const RUN: readonly JournalEntry[] = [
  { type: 'run-started', run: 'r1', at: 1, manifest: 'm.yaml', platform: 'linux-64', profile: 'cpu' },
  { type: 'step-begun', run: 'r1', step: 'env', at: 2 },
  { type: 'step-done', record: DONE_ENV },
  { type: 'run-finished', run: 'r1', at: 4, result: 'succeeded' },
];

const EXTRA: JournalEntry = { type: 'step-begun', run: 'r2', step: 'extra', at: 9 };

async function opened(folder: string): Promise<OpenJournal> {
  const journal = await openJournal(folder, CLOCK);
  assert.ok(journal.ok, JSON.stringify(journal));
  return journal.value;
}

async function historyOf(folder: string): Promise<readonly JournalEntry[]> {
  const journal = await readJournal(folder);
  assert.ok(journal.ok);
  return journal.value.history();
}

async function writtenJournal(folder: string, entries: readonly JournalEntry[]): Promise<Buffer> {
  const journal = await opened(folder);
  for (const entry of entries) await journal.append(entry);
  await journal.close();
  return readFileSync(join(folder, 'journal.ndjson'));
}

function placeJournal(folder: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'journal.ndjson'), bytes);
}

/** Some at a time: each waits for the disk. */
async function eachOf(count: number, check: (index: number) => Promise<void>): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  while (indexes.length > 0) await Promise.all(indexes.splice(0, 64).map(check));
}

/** The offset after each line feed. */
function lineEnds(bytes: Buffer): readonly number[] {
  return [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
}
