import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clock } from '../engine/host/clock.js';
import { openJournal } from '../engine/host/journal/journal.js';
import { JournalState, startOf, stateAfter } from '../engine/host/journal/journal-state.js';
import { summedUp } from '../engine/host/journal/summed-up.js';
import type { JournalEntry, StepRecord } from '../engine/model/journal.js';
import { madePaths } from '../engine/remove/made-paths.js';
import { place, platformHere, shown } from './support/cli.js';
import { seededRandom } from './support/seeded-random.js';

// A journal only grows by what is appended; after many runs it is written anew, and says the same of all that counts.

const STEPS = ['a', 'b', 'c', 'd'];

/** Runs that succeed, fail and are killed, change steps and go back. */
function history(random: () => number, runs: number): JournalEntry[] {
  const entries: JournalEntry[] = [];
  const ended: string[] = [];
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  for (let n = 0; n < runs; n += 1) {
    const run = `run-${n}`;
    entries.push({ type: 'run-started', run, at: n, manifest: `m${n}`, platform: 'linux-64', profile: 'cpu' });
    for (const step of STEPS.filter(() => random() < 0.5)) {
      entries.push({ type: 'step-begun', run, step, at: n });
      if (random() < 0.3) entries.push({ type: 'step-made', record: recordOf(step, run, random) });
      if (random() < 0.7) entries.push({ type: 'step-done', record: recordOf(step, run, random) });
    }
    if (random() < 0.2) continue;
    entries.push({ type: 'run-finished', run, at: n, result: random() < 0.6 ? 'succeeded' : 'failed' });
    ended.push(run);
    if (random() < 0.3) entries.push({ type: 'went-back', to: pick(ended.slice(-3)), at: n });
    if (random() < 0.02) entries.push({ type: 'uninstalled', at: n });
  }
  return entries;
}

function recordOf(step: string, run: string, random: () => number): StepRecord {
  const files = [`/root/${step}/${Math.floor(random() * 3)}`];
  return {
    step,
    attempt: 'run',
    key: run,
    run,
    at: 1,
    made: { files, outputs: {} },
    stamps: [`1 ${run}`],
    exports: {},
  };
}

const whole = ({ records, last, good, at }: JournalState) => ({
  records: new Map(records),
  last: new Map(last),
  good,
  at,
});

test('says of every run that may come back what the long one said, and of what stands', () => {
  let summed = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seededRandom(seed);
    const long = history(random, 5 + Math.floor(random() * 30));
    const ended = long.flatMap(entry => (entry.type === 'run-finished' ? [entry.run] : []));
    const kept = new Set(ended.filter(() => random() < 0.2));
    const sum = summedUp(long, { kept, standsAs: () => 'folder', at: 9 });
    const isAtEnd = ['run-finished', 'went-back'].includes(long.at(-1)?.type ?? '');
    assert.equal(sum !== undefined, isAtEnd, `seed ${seed}`);
    if (sum === undefined) continue;
    summed += 1;
    const back: JournalEntry[] = [...kept].map(to => ({ type: 'went-back', to, at: 10 }));
    for (const more of [[], ...back.map(entry => [entry])]) {
      assert.deepEqual(
        whole(new JournalState([sum, ...more])),
        whole(new JournalState([...long, ...more])),
        `seed ${seed}`,
      );
    }
    const { good } = new JournalState(long);
    for (const run of [...kept, ...(good === undefined ? [] : [good])]) {
      assert.deepEqual(whole(stateAfter([sum], run)), whole(stateAfter(long, run)), `seed ${seed}, ${run}`);
      assert.deepEqual(startOf([sum], run), startOf(long, run));
    }
    // and again, when it has grown long once more
    const again = summedUp([sum, ...back.slice(0, 1)], { kept, standsAs: () => 'folder', at: 9 });
    if (back.length > 0)
      assert.deepEqual(
        whole(new JournalState([again as JournalEntry])).records,
        whole(new JournalState([...long, ...back.slice(0, 1)])).records,
      );
  }
  assert.ok(summed > 100, `${summed} histories could be summed up`);
});

test('knows each path that is still there, by the stamps that it may have; and forgets what is gone', () => {
  const step = (run: string, file: string, stamp: string): JournalEntry => ({
    type: 'step-done',
    record: { ...recordOf('a', run, () => 0), made: { files: [file], outputs: {} }, stamps: [stamp] },
  });
  const started = (run: string): JournalEntry => ({
    type: 'run-started',
    run,
    at: 1,
    manifest: 'm',
    platform: 'p',
    profile: 'c',
  });
  const finished = (run: string): JournalEntry => ({ type: 'run-finished', run, at: 1, result: 'succeeded' });
  const long = [
    ...[started('1'), step('1', '/root/old', '1 1'), step('1', '/root/gone', '1 1'), finished('1')],
    ...[started('2'), step('2', '/root/old', '2 2'), step('2', '/root/new', '2 2'), finished('2')],
    ...[started('3'), step('3', '/root/new', '3 3'), finished('3')],
  ];
  const now = new Map([
    ['/root/old', '1 1'],
    ['/root/new', '9 9'],
  ]);
  const sum = summedUp(long, { kept: new Set(['2']), standsAs: path => now.get(path) ?? 'gone', at: 9 });
  assert.deepEqual(
    [...madePaths([sum as JournalEntry])].map(([path, stamps]) => [path, [...stamps]]),
    [
      ['/root/old', ['1 1']],
      ['/root/new', ['2 2', '3 3']],
    ],
    'old as it stands; new as the kept run and this one made it, changed by hand since',
  );
});

test('is written anew after a run when it is long, and rollback, status and uninstall find what they did', async t => {
  const here = place(t);
  const declare = (text: string) =>
    here.write(
      'sam3d-install.yaml',
      `manifest: 1\nname: small\ntitle: Small\nplatforms: { ${platformHere()}: {} }\nsteps:\n` +
        `  one: { uses: write, with: { path: one.txt, text: '${text}' } }\n  two: { uses: write, with: { path: two.txt, text: two } }\n`,
    );
  const run = async (...args: readonly string[]) => {
    const end = await here.cli([...args, '--root', here.root]);
    assert.equal(end.code, 0, shown(end));
    return end;
  };
  declare('first');
  await run('install', '--quiet');
  const state = join(here.root, '.sam3d-install');
  const journal = await openJournal(state, clock);
  assert.ok(journal.ok);
  const record = journal.value.records().get('two') as StepRecord;
  await Promise.all(Array.from({ length: 1200 }, () => journal.value.append({ type: 'step-done', record })));
  await journal.value.close();
  const long = statSync(join(state, 'journal.ndjson')).size;
  declare('second');
  await run('install', '--quiet');
  assert.ok(statSync(join(state, 'journal.ndjson')).size < long / 50);
  assert.match((await run('status')).stdout, /complete: nothing would run/);
  await run('rollback');
  assert.equal(readFileSync(join(here.root, 'one.txt'), 'utf8'), 'first');
  await run('uninstall', '--yes');
  assert.throws(() => statSync(join(here.root, 'two.txt')), { code: 'ENOENT' });
  assert.throws(() => statSync(state), { code: 'ENOENT' });
});
