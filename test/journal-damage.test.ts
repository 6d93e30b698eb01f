import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openJournal, readJournal } from '../engine/host/journal/journal.js';
import type { JournalEntry } from '../engine/model/journal.js';
import { tempFolder } from './support/temp-folder.js';
import { CLOCK, RUN, EXTRA, opened, historyOf } from './support/journal-on-disk.js';

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
