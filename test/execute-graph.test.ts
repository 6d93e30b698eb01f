import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quiet } from './support/fake-clock.js';
import { outcomes, running } from './support/run-plan.js';
import { output, planOf } from './support/small-plan.js';

test('a step runs once what it needs has settled', async () => {
  const run = running(planOf({ a: {}, b: { needs: ['a'] } }));
  const summary = await run.summary;
  assert.deepEqual(run.lines, [
    'run started: a b',
    'a started',
    'a > main',
    'a = succeeded main',
    'b started',
    'b > main',
    'b = succeeded main',
    'run finished: succeeded',
  ]);
  assert.equal(summary.result, 'succeeded');
});

test('what does not depend on each other runs together', async () => {
  const run = running(planOf({ a: { params: { gate: 'g' } }, b: { params: { gate: 'g' } }, c: { needs: ['a', 'b'] } }));
  await quiet();
  assert.deepEqual([...run.act.running], ['a', 'b']);
  run.act.open('g');
  assert.equal((await run.summary).result, 'succeeded');
  assert.deepEqual(run.act.ran, ['a', 'b', 'c']);
});

test('no more attempts work at once than there are jobs', async () => {
  const gated = { params: { gate: 'g' } };
  const run = running(planOf({ a: gated, b: gated, c: gated }), { jobs: 2 });
  await quiet();
  assert.deepEqual([...run.act.running], ['a', 'b']);
  assert.ok(!run.lines.includes('c started'), 'a step that waits for a place has not started');
  run.act.open('g');
  await run.summary;
  assert.deepEqual(run.act.ran, ['a', 'b', 'c']);
});

test('of what could start, the step with the longest chain behind it goes first', async () => {
  const plan = planOf({
    short: {},
    head: {},
    long: { needs: ['head'], weight: 30 },
    middle: { weight: 5 },
  });
  const run = running(plan, { jobs: 1 });
  await run.summary;
  assert.deepEqual(run.act.ran, ['head', 'long', 'middle', 'short']);
});

test('a step that fails is told once, and what depends on it is blocked by it', async () => {
  const run = running(
    planOf({
      a: { params: { fails: ['failed'] } },
      b: { needs: ['a'] },
      c: { needs: ['b'] },
      d: {},
    }),
  );
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), [
    'a = failed after main',
    'b = blocked by a',
    'c = blocked by b',
    'd = succeeded main',
  ]);
  assert.equal(run.lines.filter(line => line.includes(' x ')).length, 1);
  assert.equal(summary.result, 'failed');
});

test('the first of several failed needs is the one that blocks', async () => {
  const fails = { params: { fails: ['failed'] } };
  const run = running(planOf({ a: {}, b: fails, c: fails, d: { needs: ['a', 'c', 'b'] } }));
  assert.equal(outcomes(await run.summary)[3], 'd = blocked by c');
});

test('an optional step that fails neither fails the run nor blocks what needs it', async () => {
  const run = running(planOf({ a: { optional: true, params: { fails: ['absent'] } }, b: { needs: ['a'] } }));
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['a = failed after main', 'b = succeeded main']);
  assert.equal(summary.result, 'succeeded');
});

test('an optional step that is blocked does not block either', async () => {
  const run = running(
    planOf({ a: { params: { fails: ['failed'] } }, b: { needs: ['a'], optional: true }, c: { needs: ['b'] } }),
  );
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['a = failed after main', 'b = blocked by a', 'c = succeeded main']);
  assert.equal(summary.result, 'failed');
});

test('outputs of a step are put where later steps refer to them', async () => {
  const plan = planOf({
    tool: { params: { outputs: { path: '/root/tool' } } },
    use: { needs: ['tool'], params: { runs: [output('tool', 'path'), '--version'] } },
  });
  const run = running(plan);
  await run.summary;
  assert.deepEqual(
    run.host.processes.started.map(({ argv }) => argv),
    [['/root/tool', '--version']],
  );
});

test('what an optional step could not make is a need that failed, not a defect', async () => {
  const plan = planOf({
    tool: { optional: true, params: { fails: ['absent'] } },
    use: { needs: ['tool'], attempts: [{ params: { says: output('tool', 'path') } }, {}] },
  });
  const run = running(plan);
  assert.deepEqual(outcomes(await run.summary), ['tool = failed after main', 'use = succeeded fallback 1']);
  assert.ok(run.lines.includes('use x main absent -> fallback 1'));
});

test('attempts that change one path, or one inside the other, exclude each other', async () => {
  const gated = (lock: string) => ({ params: { gate: 'g', locks: [lock] } });
  const run = running(
    planOf({ a: gated('/root/env'), b: gated('/root/env/lib/'), c: gated('/root/environment'), d: gated('/ROOT/env') }),
  );
  await quiet();
  assert.deepEqual([...run.act.running], ['a', 'c']);
  run.act.open('g');
  await run.summary;
  assert.deepEqual(run.act.ran, ['a', 'c', 'b', 'd']);
});

test('who waits for a path takes no place from others', async () => {
  const locked = { params: { gate: 'g', locks: ['/root/env'] } };
  const run = running(planOf({ a: locked, b: locked, c: locked, d: { params: { gate: 'g' } } }), { jobs: 2 });
  await quiet();
  assert.deepEqual([...run.act.running], ['a', 'd']);
  run.act.open('g');
  assert.equal((await run.summary).result, 'succeeded');
});

test('a path that waits for an output is excluded by its value', async () => {
  const prefix = { $deferred: [{ step: 'env', output: 'prefix', filters: [] }] };
  const run = running(
    planOf({
      env: { params: { outputs: { prefix: '/root/env' } } },
      a: { needs: ['env'], params: { gate: 'g', locks: [prefix] } },
      b: { needs: ['env'], params: { gate: 'g', locks: ['/root/env/bin'] } },
    }),
  );
  await quiet();
  assert.deepEqual([...run.act.running], ['a']);
  run.act.open('g');
  await run.summary;
});

test('--only runs a step and what it needs, and nothing else', async () => {
  const run = running(planOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['b'] }, d: {} }), { only: 'b' });
  const summary = await run.summary;
  assert.equal(run.lines[0], 'run started: a b');
  assert.deepEqual(outcomes(summary), [
    'a = succeeded main',
    'b = succeeded main',
    'c = skipped: not asked for',
    'd = skipped: not asked for',
  ]);
});

test('--only of an optional step that fails is a failed run, since it was asked for', async () => {
  const run = running(planOf({ a: { optional: true, params: { fails: ['failed'] } } }), { only: 'a' });
  assert.equal((await run.summary).result, 'failed');
});

test('steps that are not for this host stand in the summary with the reason', async () => {
  const skipped = [{ id: 'gpu', title: 'The GPU part', reason: 'gpu is none' }];
  const run = running(planOf({ a: {} }, { skipped }));
  assert.deepEqual(outcomes(await run.summary), ['a = succeeded main', 'gpu = skipped: gpu is none']);
});
