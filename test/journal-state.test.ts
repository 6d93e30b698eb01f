import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JournalState } from '../engine/host/journal/journal-state.js';
import type { JournalEntry, StepRecord } from '../engine/model/journal.js';
import { seededRandom } from './support/seeded-random.js';

function run(name: string, version: string): readonly JournalEntry[] {
  const record: StepRecord = {
    step: 'env',
    attempt: version,
    uses: 'write',
    key: version,
    made: { outputs: {}, files: [] },
    exports: {},
    run: name,
    at: 0,
  };
  return [
    { type: 'run-started', run: name, at: 0, manifest: 'm', platform: 'linux-64', profile: 'cpu' },
    { type: 'step-begun', run: name, step: 'env', at: 0 },
    { type: 'step-done', record },
    { type: 'run-finished', run: name, at: 0, result: 'succeeded' },
  ];
}

const stands = (state: JournalState) => [...state.records.values()].map(({ attempt }) => attempt);

test('a journal with hundreds of ways back is read in one pass, and tells what stands', () => {
  const entries: JournalEntry[] = [...run('r0', 'v0')];
  for (let index = 1; index <= 500; index += 1) {
    entries.push(...run(`r${index}`, `v${index}`), { type: 'went-back', to: `r${index - 1}`, at: 0 });
  }
  const state = new JournalState(entries);
  assert.deepEqual(stands(state), ['v499']);
  assert.deepEqual([state.good, state.at], ['r499', 'r499']);
});

test('read as a whole or as it grew, a journal says the same after any ways back', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 50; round += 1) {
    const grown = new JournalState([]);
    for (let index = 0; index < 8; index += 1) {
      for (const entry of run(`r${index}`, `v${index}`)) grown.add(entry);
      const back = Math.floor(random() * (index + 2));
      if (back <= index) grown.add({ type: 'went-back', to: `r${back}`, at: 0 });
      if (random() < 0.1) grown.add({ type: 'uninstalled', at: 0 });
    }
    const read = new JournalState(grown.entries);
    assert.deepEqual([stands(read), read.good, read.at], [stands(grown), grown.good, grown.at]);
  }
});
