import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute } from '../engine/execute/execute.js';
import { quiet } from './support/fake-clock.js';
import { fakeHost } from './support/fake-host.js';
import { outcomes, running } from './support/run-plan.js';
import { scriptedKind } from './support/scripted-action.js';
import { artifactsOf, planOf } from './support/small-plan.js';

test('a cancelled run ends what runs, starts nothing, and says of every step how it ended', async () => {
  const run = running(
    planOf({
      done: {},
      runs: { needs: ['done'], params: { gate: 'never' } },
      waits: { needs: ['done'], params: { gate: 'never' } },
      next: { needs: ['runs'] },
      tool: { onDemand: true },
    }),
    { jobs: 1 },
  );
  await quiet();
  run.cancel();
  const summary = await run.summary;
  assert.deepEqual(run.lines.slice(1), [
    'done started',
    'done > main',
    'done = succeeded main',
    'runs started',
    'runs > main',
    'waits = cancelled',
    'runs = cancelled',
    'next = cancelled',
    'tool = cancelled',
    'run finished: cancelled',
  ]);
  assert.equal(summary.result, 'cancelled');
  assert.deepEqual(run.host.journal.entries.at(-1), { type: 'run-finished', run: 'run', at: 0, result: 'cancelled' });
});

test('a run that is cancelled before it begins starts nothing', async () => {
  const host = fakeHost();
  const controller = new AbortController();
  controller.abort();
  const act = scriptedKind();
  const world = { ...host, kinds: new Map([['act', act.action]]), emit: () => undefined };
  const options = { run: 'run', jobs: 1, force: new Set<string>(), signal: controller.signal };
  const plan = planOf({ a: { params: { fetches: 'x' }, artifacts: ['x'] } }, { artifacts: artifactsOf('x') });
  const summary = await execute(plan, world, options);
  assert.deepEqual(outcomes(summary), ['a = cancelled']);
  assert.deepEqual(host.network.asked, []);
  assert.deepEqual(act.ran, []);
});

test('a step that waits to try again is cancelled at once', async () => {
  const run = running(planOf({ a: { params: { fails: ['failed'] }, retry: { times: 1, delayMs: 60_000 } } }));
  await quiet();
  run.cancel();
  assert.deepEqual(outcomes(await run.summary), ['a = cancelled']);
  assert.equal(run.host.clock.sleepers(), 0);
});

test('what failed before the cancel stays failed, and blocks', async () => {
  const run = running(
    planOf({ a: { params: { fails: ['failed'] } }, b: { needs: ['a'] }, c: { params: { gate: 'never' } } }),
  );
  await quiet();
  run.cancel();
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['a = failed after main', 'b = blocked by a', 'c = cancelled']);
  assert.equal(summary.result, 'cancelled');
});

test('an action that ends well in spite of the cancel is done, unless its checks can no more be asked', async () => {
  const host = fakeHost();
  let end: () => void = () => undefined;
  const ended = new Promise<void>(resolve => (end = resolve));
  host.processes.scripts.set('stubborn', async () => {
    await ended;
    return {};
  });
  const params = { runs: ['stubborn'] };
  const plan = planOf({ a: { params }, b: { params, verify: [{ kind: 'run', argv: ['check'] }] } });
  const run = running(plan, { host });
  await quiet();
  run.cancel();
  await quiet();
  assert.ok(!run.lines.some(line => line.includes('=')), 'the run waits for what it cannot stop');
  end();
  assert.deepEqual(outcomes(await run.summary), ['a = succeeded main', 'b = cancelled']);
  assert.deepEqual(
    host.processes.started.map(({ argv }) => argv[0]),
    ['stubborn', 'stubborn'],
  );
});

test('a cancel after the last step has settled changes nothing', async () => {
  const run = running(planOf({ a: {} }));
  assert.equal((await run.summary).result, 'succeeded');
  run.cancel();
  await quiet();
  assert.deepEqual(run.lines.at(-1), 'run finished: succeeded');
});

test('what an action throws is a defect: the others are ended, then it is thrown', async () => {
  const run = running(
    planOf({
      a: { params: { throws: 'oh no' } },
      b: { params: { gate: 'never' } },
      c: { needs: ['a'] },
    }),
  );
  await assert.rejects(run.summary, { message: 'oh no' });
  assert.deepEqual(run.act.running.size, 0);
  assert.deepEqual(
    run.lines.filter(line => line.includes('=')),
    ['a = cancelled', 'c = cancelled', 'b = cancelled'],
  );
  assert.deepEqual(run.host.journal.entries.at(-1), { type: 'run-finished', run: 'run', at: 0, result: 'defect' });
});

test('a report that throws is a defect, and no step hangs on it', async () => {
  const host = fakeHost();
  const act = scriptedKind();
  const emit = () => {
    throw new Error('cannot draw');
  };
  const world = { ...host, kinds: new Map([['act', act.action]]), emit };
  const options = { run: 'run', jobs: 1, force: new Set<string>(), signal: new AbortController().signal };
  await assert.rejects(execute(planOf({ a: {} }), world, options), { message: 'cannot draw' });
});

test('a network that throws is a defect, even when nobody waits for it', async () => {
  const host = fakeHost();
  host.network.scripts.set('x', () => {
    throw new Error('cannot fetch');
  });
  const plan = planOf(
    { a: { params: { fails: ['failed'] } }, b: { needs: ['a'], artifacts: ['x'] } },
    { artifacts: artifactsOf('x') },
  );
  await assert.rejects(running(plan, { host }).summary, { message: 'cannot fetch' });
});

test('defects in the plan are thrown: an unknown kind, step or artifact, a value of a step that is not needed', async () => {
  const unneeded = { $deferred: [{ step: 'b', output: 'nothing', filters: [] }] };
  const cases = [
    [planOf({ a: { action: 'unheard' } }), 'there is no action kind unheard'],
    [planOf({ a: { needs: ['b'] } }), 'the plan has no step b'],
    [planOf({ a: { attempts: [{ params: { fetches: 'x' } }] } }), 'the plan has no artifact x'],
    [planOf({ a: { params: { says: unneeded } } }), '${steps.b.nothing} is used without a need of its step'],
  ] as const;
  for (const [plan, message] of cases) await assert.rejects(running(plan).summary, { message });
  await assert.rejects(running(planOf({ a: {} }), { only: 'b' }).summary, { message: 'the plan has no step b' });
});

test('hundreds of steps at once make no signal cry leak', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.name);
  process.on('warning', listen);
  const ids = Array.from({ length: 300 }, (_, index) => `s${index}`);
  const step = {
    params: { fails: ['failed'], fetches: 'x' },
    artifacts: ['x'],
    retry: { times: 1, delayMs: 5 },
    timeout: { totalMs: 9 },
  };
  const plan = planOf(Object.fromEntries(ids.map(id => [id, step])), { artifacts: artifactsOf('x') });
  const run = running(plan, { jobs: 300 });
  await quiet();
  await run.host.clock.advance(5);
  assert.equal((await run.summary).result, 'succeeded');
  await quiet();
  process.off('warning', listen);
  assert.deepEqual(warnings, []);
});
