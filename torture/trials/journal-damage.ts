import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../test/support/seeded-random.js';
import { parseJournal } from '../../engine/host/journal/journal-text.js';
import { openJournal } from '../../engine/host/journal/journal.js';
import type { JournalEntry } from '../../engine/model/journal.js';
import type { Clock } from '../../engine/model/ports.js';
import type { Trial } from '../trial.js';

const CLOCK: Clock = { now: () => 1234, sleep: async () => undefined, random: () => 0 };
const STEPS = 12;

/** `count`: changed bytes, one, two or three at a time; before that the journal is cut off at every byte. */
export const journalDamage: Trial = {
  name: 'journal-damage',
  title: 'every truncation of a journal, and random bytes of it changed',
  full: 10_000,
  cannot: () => undefined,
  async run(scope, { count, seed }) {
    const folder = mkdtempSync(join(tmpdir(), 'torture-journal-'));
    scope.after(() => rmSync(folder, { recursive: true, force: true }));
    const bytes = await aJournal(folder);
    const { entries } = parseJournal(bytes);
    const wrong: string[] = [];
    const judge = async (what: string, damaged: Buffer, untouched: number) => {
      wrong.push(
        ...(await problems(folder, damaged, entries.slice(0, wholeLines(bytes, untouched)))).map(
          text => `${what}: ${text}`,
        ),
      );
    };
    for (let length = 0; length <= bytes.length; length += 1) {
      await judge(`cut at ${length}`, bytes.subarray(0, length), length);
    }
    const random = seededRandom(seed);
    for (let n = 0; n < count; n += 1) {
      const damaged = Buffer.from(bytes);
      let first = bytes.length;
      for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips -= 1) {
        const at = Math.floor(random() * bytes.length);
        damaged[at] = (damaged[at] ?? 0) ^ (1 + Math.floor(random() * 255));
        if (damaged[at] !== bytes[at]) first = Math.min(first, at);
      }
      // two changes of one byte may undo each other
      if (!damaged.equals(bytes)) await judge(`change ${n} from ${first} on`, damaged, first);
    }
    return {
      done: count,
      notes: [`${bytes.length + 1} truncations and ${count} changes of ${bytes.length} bytes`],
      wrong,
    };
  },
};

/** Opened, it says neither more nor less than the lines before the damage; a step begun is not done. */
async function problems(folder: string, bytes: Buffer, before: readonly JournalEntry[]): Promise<readonly string[]> {
  writeFileSync(join(folder, 'journal.ndjson'), bytes);
  const journal = await openJournal(folder, CLOCK);
  if (!journal.ok) return journal.error.kind === 'policy' ? [] : [`not opened: ${JSON.stringify(journal.error)}`];
  const history = journal.value.history();
  await journal.value.close();
  return JSON.stringify(history) === JSON.stringify(before)
    ? []
    : [`${history.length} entries are believed, and ${before.length} are before the damage`];
}

/** Entries that end before an offset; the first line is the version. */
function wholeLines(bytes: Buffer, offset: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) lines += 1;
  return Math.max(0, lines - 1);
}

async function aJournal(folder: string): Promise<Buffer> {
  mkdirSync(folder, { recursive: true });
  const journal = await openJournal(folder, CLOCK);
  if (!journal.ok) throw new Error(JSON.stringify(journal.error));
  const run = 'r';
  for (let n = 0; n < STEPS; n += 1) {
    const step = `step${n}`;
    await journal.value.append({ type: 'step-begun', run, step, at: n });
    const made = { outputs: { path: `/r/${step}` }, files: [`/r/${step}`] };
    await journal.value.append({
      type: 'step-done',
      record: { step, attempt: 'a', key: `k${n}`, made, exports: { ['ODD"\n']: '\u{1f600}' }, run, at: n },
    });
  }
  await journal.value.close();
  return readFileSync(join(folder, 'journal.ndjson'));
}
