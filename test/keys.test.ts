import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepRecord } from '../engine/model/journal.js';
import { keysOf, standing, type Force } from '../engine/model/keys.js';
import type { Plan, PlannedArtifact } from '../engine/model/plan.js';
import { fakeHost } from './support/fake-host.js';
import { artifactsOf, planOf, type StepSketch } from './support/small-plan.js';

const { digest } = fakeHost();

type Sketch = Readonly<Record<string, StepSketch>>;

/** The records of a run that did every step by the attempt at its rung, the first unless it is said. */
function recordsOf(plan: Plan, rungs: Readonly<Record<string, number | 'none'>> = {}): Map<string, StepRecord> {
  const keys = keysOf(plan, digest);
  const records = new Map<string, StepRecord>();
  for (const [index, step] of plan.steps.entries()) {
    const rung = rungs[step.id] ?? 0;
    if (rung === 'none') continue;
    const key = keys.keyAt(step, rung, id => records.get(id)?.key ?? 'without');
    const attempt = step.attempts[rung]?.name ?? '';
    const made = { outputs: {}, files: [] };
    records.set(step.id, { step: step.id, attempt, key: key ?? '', made, exports: {}, run: 'run', at: index });
  }
  return records;
}

function lines(plan: Plan, records: ReadonlyMap<string, StepRecord>, force?: Force): readonly string[] {
  const stands = standing(plan, records, digest, force === undefined ? {} : { force });
  return [...stands].map(([id, standing]) => {
    switch (standing.kind) {
      case 'up-to-date':
        return `${id}: up to date by ${standing.attempt}`;
      case 'will-run':
        return `${id}: ${standing.reason}`;
      case 'on-demand':
        return `${id}: on demand`;
    }
  });
}

/** How the second sketch stands after the first was run. */
function after(first: Sketch, second: Sketch, rungs?: Parameters<typeof recordsOf>[1]): readonly string[] {
  return lines(planOf(second), recordsOf(planOf(first), rungs));
}

const CHAIN: Sketch = { a: { params: { v: '1' } }, b: { needs: ['a'] }, c: { needs: ['b'] }, d: {} };

test('nothing is recorded: every step will run', () => {
  assert.deepEqual(lines(planOf(CHAIN), new Map()), [
    'a: never done',
    'b: never done',
    'c: never done',
    'd: never done',
  ]);
});

test('what was recorded by the same plan is up to date', () => {
  assert.deepEqual(after(CHAIN, CHAIN), [
    'a: up to date by main',
    'b: up to date by main',
    'c: up to date by main',
    'd: up to date by main',
  ]);
});

test('a bump touches the step and what depends on it, and says which of the two', () => {
  assert.deepEqual(after(CHAIN, { ...CHAIN, a: { params: { v: '2' } } }), [
    'a: changed',
    'b: a need changed',
    'c: a need changed',
    'd: up to date by main',
  ]);
});

const CHANGES: readonly [string, StepSketch, StepSketch, string][] = [
  ['another action', { action: 'act' }, { action: 'other' }, 'changed'],
  ['other params', { params: { v: '1' } }, { params: { v: '2' } }, 'changed'],
  ['params in another order', { params: { a: 1, b: { c: 2, d: 3 } } }, { params: { b: { d: 3, c: 2 }, a: 1 } }, 'same'],
  ['a list in another order', { params: { a: ['1', '2'] } }, { params: { a: ['2', '1'] } }, 'changed'],
  ['a number in place of a text', { params: { a: 1 } }, { params: { a: '1' } }, 'changed'],
  [
    'a reference in place of the same text',
    { params: { a: '${steps.x.y}' } },
    { params: { a: { $deferred: [{ step: 'x', output: 'y', filters: [] }] } } },
    'changed',
  ],
  ['another variable', { env: { A: '1' } }, { env: { A: '2' } }, 'changed'],
  ['another check', { verify: [] }, { verify: [{ kind: 'file', path: '/root/x' }] }, 'changed'],
  ['another export', { exports: {} }, { exports: { A: '1' } }, 'changed'],
  ['another need', { needs: [] }, { needs: ['first'] }, 'a need changed'],
  ['another title', { title: 'One' }, { title: 'Two' }, 'same'],
  ['another weight', { weight: 1 }, { weight: 2 }, 'same'],
  ['another limit of time', {}, { timeout: { totalMs: 5 } }, 'same'],
  ['another number of retries', {}, { retry: { times: 3, delayMs: 5 } }, 'same'],
  ['another description', { description: 'one' }, { description: 'two' }, 'same'],
  ['another path to exclude', { locks: [] }, { locks: ['/root/env'] }, 'same'],
  ['another name of the attempt', { name: 'one' }, { name: 'two' }, 'changed'],
];

for (const [title, before, now, expected] of CHANGES) {
  test(`${title}: ${expected === 'same' ? 'nothing runs again' : expected}`, () => {
    const [, line] = after({ first: {}, a: before }, { first: {}, a: now });
    assert.equal(line, expected === 'same' ? `a: up to date by ${now.name ?? 'main'}` : `a: ${expected}`);
  });
}

test('of an artifact its hash counts, and without one where it comes from', () => {
  const plan = (artifact: PlannedArtifact) =>
    planOf({ a: { artifacts: ['x'] } }, { artifacts: new Map([['x', artifact]]) });
  const compare = (before: PlannedArtifact, now: PlannedArtifact) => lines(plan(now), recordsOf(plan(before)))[0];
  const bare = { id: 'x', sources: ['https://127.0.0.1/1'] };
  const moved = { id: 'x', sources: ['https://127.0.0.1/2'] };
  assert.equal(compare({ ...bare, sha256: 'h1' }, { ...moved, sha256: 'h1' }), 'a: up to date by main');
  assert.equal(compare({ ...bare, sha256: 'h1' }, { ...bare, sha256: 'h2' }), 'a: changed');
  assert.equal(compare(bare, moved), 'a: changed');
  assert.equal(compare(bare, bare), 'a: up to date by main');
});

const LADDER: Sketch = {
  tool: { onDemand: true },
  a: { attempts: [{ name: 'one' }, { name: 'two', needs: ['tool'] }, { name: 'three' }] },
};
const bumped = (rung: number): Sketch => ({
  ...LADDER,
  a: {
    attempts: (LADDER.a?.attempts ?? []).map((attempt, at) =>
      at === rung ? { ...attempt, env: { V: '2' } } : attempt,
    ),
  },
});

test('a change above the attempt that was taken, or to it, runs the step again; one below does not', () => {
  assert.deepEqual(
    [0, 1, 2].map(rung => after(LADDER, bumped(rung), { a: 1 })[1]),
    ['a: changed', 'a: changed', 'a: up to date by two'],
  );
});

test('a change to what a fallback needs counts when that fallback was taken', () => {
  const other = { ...LADDER, tool: { onDemand: true, env: { V: '2' } } };
  assert.deepEqual(after(LADDER, other, { a: 1 }), ['tool: on demand', 'a: a need changed']);
  assert.deepEqual(after(LADDER, other, { a: 0 }), ['tool: on demand', 'a: up to date by one']);
});

test('a step whose attempt is not there any more will run', () => {
  assert.equal(after(LADDER, { ...LADDER, a: { attempts: [{ name: 'one' }] } }, { a: 1 })[1], 'a: changed');
});

test('a step on demand stands when it is recorded, and waits to be asked when it is not', () => {
  assert.deepEqual(after(LADDER, LADDER, { a: 1 }), ['tool: up to date by main', 'a: up to date by two']);
  assert.deepEqual(after(LADDER, LADDER, { tool: 'none', a: 0 }), ['tool: on demand', 'a: up to date by one']);
});

const OPTIONAL: Sketch = { extra: { optional: true }, a: { needs: ['extra'] } };

test('what was made without an optional step stands as long as that is not there', () => {
  assert.deepEqual(after(OPTIONAL, OPTIONAL, { extra: 'none' }), ['extra: never done', 'a: up to date by main']);
});

test('what was made with an optional step does not stand without it', () => {
  const records = recordsOf(planOf(OPTIONAL));
  records.delete('extra');
  assert.deepEqual(lines(planOf(OPTIONAL), records), ['extra: never done', 'a: a need changed']);
});

test('what needs a step that is not done does not stand', () => {
  const records = recordsOf(planOf(CHAIN));
  records.delete('b');
  assert.deepEqual(lines(planOf(CHAIN), records), [
    'a: up to date by main',
    'b: never done',
    'c: a need changed',
    'd: up to date by main',
  ]);
});

test('work that nobody can look at does not outlive what it was done in', () => {
  const plan = planOf({ env: {}, patch: { needs: ['env'] } });
  const records = recordsOf(plan);
  const patch = records.get('patch');
  assert.ok(patch);
  records.set('patch', { ...patch, made: { ...patch.made, unseen: true } });
  assert.equal(lines(plan, records)[1], 'patch: up to date by main');
  const env = records.get('env');
  assert.ok(env);
  records.set('env', { ...env, at: patch.at + 1 });
  assert.equal(lines(plan, records)[1], 'patch: a need changed');
});

test('force names one step or all, but pulls in nothing that is on demand by itself', () => {
  const plan = planOf({ tool: { onDemand: true }, ...CHAIN });
  const records = recordsOf(plan);
  assert.deepEqual(lines(plan, records, new Set(['b', 'tool'])), [
    'tool: forced',
    'a: up to date by main',
    'b: forced',
    'c: up to date by main',
    'd: up to date by main',
  ]);
  assert.deepEqual(lines(plan, records, 'all'), [
    'tool: on demand',
    'a: forced',
    'b: forced',
    'c: forced',
    'd: forced',
  ]);
});

test('keys are short enough for a line of the journal, and the same on every machine', () => {
  const plan = planOf(
    { a: { params: { v: 'é' }, artifacts: ['x'] }, b: { needs: ['a'], attempts: [{ needs: ['a'] }] } },
    { artifacts: artifactsOf('x') },
  );
  const [a, b] = [...recordsOf(plan).values()].map(({ key }) => key);
  assert.match(a ?? '', /^[0-9a-f]{32}\.-\.-$/);
  assert.match(b ?? '', /^[0-9a-f]{32}\.[0-9a-f]{32}\.[0-9a-f]{32}$/);
  assert.equal(a, recordsOf(plan).get('a')?.key);
});

test('a plan that is judged again, as every run does, is not digested again', () => {
  const plan = planOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['b'] } });
  const records = recordsOf(plan);
  let digests = 0;
  const counting = (text: string) => {
    digests += 1;
    return digest(text);
  };
  standing(plan, records, counting);
  // three definitions, and what b and c needed
  assert.equal(digests, 5);
  assert.deepEqual(
    [...standing(plan, records, counting)].map(([, { kind }]) => kind),
    Array(3).fill('up-to-date'),
  );
  assert.equal(digests, 5);
});
