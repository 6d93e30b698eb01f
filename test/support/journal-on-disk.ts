import assert from 'node:assert/strict';
import { openJournal, readJournal, type OpenJournal } from '../../engine/host/journal/journal.js';
import type { JournalEntry, StepRecord } from '../../engine/model/journal.js';
import type { Clock } from '../../engine/model/ports.js';

export const CLOCK: Clock = { now: () => 1234, sleep: async () => undefined, random: () => 0 };

/** A step that was done. */
export const DONE_ENV: StepRecord = {
  step: 'env',
  attempt: 'conda',
  key: 'k1',
  made: { outputs: { python: '/r/_env/bin/python' }, files: ['/r/_env'], notes: { size: '3' } },
  exports: { CXX: 'g++' },
  run: 'r1',
  at: 3,
};

/** A run that does it. */
export const RUN: readonly JournalEntry[] = [
  { type: 'run-started', run: 'r1', at: 1, manifest: 'm.yaml', platform: 'linux-64', profile: 'cpu' },
  { type: 'step-begun', run: 'r1', step: 'env', at: 2 },
  { type: 'step-done', record: DONE_ENV },
  { type: 'run-finished', run: 'r1', at: 4, result: 'succeeded' },
];

/** What comes behind. */
export const EXTRA: JournalEntry = { type: 'step-begun', run: 'r2', step: 'extra', at: 9 };

/** The journal of a root, to write. */
export async function opened(folder: string): Promise<OpenJournal> {
  const journal = await openJournal(folder, CLOCK);
  assert.ok(journal.ok, JSON.stringify(journal));
  return journal.value;
}

/** What the journal of a root holds, of those that can be read. */
export async function historyOf(folder: string): Promise<readonly JournalEntry[]> {
  const journal = await readJournal(folder);
  assert.ok(journal.ok);
  return journal.value.history();
}
