import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quiet } from './support/fake-clock.js';
import { fakeHost } from './support/fake-host.js';
import { outcomes, running } from './support/run-plan.js';
import { output, planOf, type StepSketch } from './support/small-plan.js';

const makes = (path: string, more: object = {}) => ({ params: { makes: [path], ...more } });
const verified = { verify: [{ kind: 'run', argv: ['check'] }] } as const;

test('a second run with nothing to do starts no process, runs no action, and says so', async () => {
  const host = fakeHost();
  const plan = planOf({
    a: { ...makes('/root/a', { outputs: { path: '/root/a' } }), exports: { A: output('a', 'path') }, ...verified },
    b: { needs: ['a'], ...makes('/root/b'), ...verified },
  });
  const first = await running(plan, { host }).summary;
  host.processes.started.length = 0;
  const run = running(plan, { host });
  const second = await run.summary;
  assert.deepEqual(run.lines, [
    'run started: a b',
    'a = up-to-date main',
    'b = up-to-date main',
    'run finished: succeeded',
  ]);
  assert.deepEqual(host.processes.started, []);
  assert.deepEqual(run.act.ran, []);
  assert.deepEqual(second.exports, first.exports, 'the hand-over stays the same');
  assert.deepEqual(second.exports, { A: '/root/a' });
});

test('a step whose work has gone is made again, and what depends on it stands', async () => {
  const host = fakeHost();
  const plan = planOf({ a: makes('/root/a'), b: { needs: ['a'], ...makes('/root/b') } });
  await running(plan, { host }).summary;
  host.files.texts.delete('/root/a');
  assert.deepEqual(outcomes(await running(plan, { host }).summary), ['a = succeeded main', 'b = up-to-date main']);
});

test('a command of which nothing can be seen runs again after what it worked in was made again', async () => {
  const host = fakeHost();
  const patch = { needs: ['env'], params: { unseen: true } };
  const plan = planOf({ env: makes('/root/env'), patch, check: { needs: ['patch'], params: { unseen: true } } });
  await running(plan, { host }).summary;
  assert.deepEqual(outcomes(await running(plan, { host }).summary), [
    'env = up-to-date main',
    'patch = up-to-date main',
    'check = up-to-date main',
  ]);
  host.files.texts.delete('/root/env');
  await host.clock.advance(1000);
  assert.deepEqual(outcomes(await running(plan, { host }).summary), [
    'env = succeeded main',
    'patch = succeeded main',
    'check = succeeded main',
  ]);
});

function pair(bump: Partial<Record<'a' | 'b' | 'c' | 'd', StepSketch>>): ReturnType<typeof planOf> {
  return planOf({
    a: { ...makes('/root/a'), ...bump.a },
    b: { needs: ['a'], ...makes('/root/b'), ...bump.b },
    c: { needs: ['b'], ...makes('/root/c'), ...bump.c },
    d: { ...makes('/root/d'), ...bump.d },
  });
}

test('a changed step and what depends on it run again, and nothing else', async () => {
  const host = fakeHost();
  await running(pair({}), { host }).summary;
  const run = running(pair({ b: makes('/root/b', { says: 'version 2' }) }), { host });
  assert.deepEqual(outcomes(await run.summary), [
    'a = up-to-date main',
    'b = succeeded main',
    'c = succeeded main',
    'd = up-to-date main',
  ]);
});

test('--force runs a step again, or all of them', async () => {
  const host = fakeHost();
  await running(pair({}), { host }).summary;
  const one = running(pair({}), { host, force: new Set(['b']) });
  await one.summary;
  assert.deepEqual(one.act.ran, ['b']);
  const all = running(pair({}), { host, force: 'all' });
  await all.summary;
  assert.deepEqual(all.act.ran, ['a', 'd', 'b', 'c']);
});

test('--force of a step on demand runs it though nothing needs it', async () => {
  const plan = planOf({ tool: { onDemand: true }, a: {} });
  const host = fakeHost();
  await running(plan, { host }).summary;
  const run = running(plan, { host, force: new Set(['tool']) });
  assert.deepEqual(outcomes(await run.summary), ['tool = succeeded main', 'a = up-to-date main']);
});

const ladder = (
  host: ReturnType<typeof fakeHost>,
  given: { compiler?: object; source?: object; wheel?: object } = {},
) =>
  running(
    planOf({
      compiler: { onDemand: true, ...makes('/root/cc', given.compiler), exports: { CC: '/root/cc' } },
      a: {
        attempts: [
          { params: { fails: ['absent'] } },
          { params: { makes: ['/root/a'], ...given.source }, needs: ['compiler'] },
          { params: { makes: ['/root/a'], ...given.wheel } },
        ],
      },
      b: { needs: ['a'] },
    }),
    { host },
  );

test('a step made by a fallback stands, and what that fallback needed with it', async () => {
  const host = fakeHost();
  const first = await ladder(host).summary;
  const run = ladder(host);
  const second = await run.summary;
  assert.deepEqual(run.act.ran, []);
  assert.deepEqual(outcomes(second), [
    'compiler = up-to-date main',
    'a = up-to-date fallback 1',
    'b = up-to-date main',
  ]);
  assert.deepEqual(second.exports, first.exports);
});

test('a change to a fallback that was not reached re-runs nothing', async () => {
  const host = fakeHost();
  await ladder(host).summary;
  const run = ladder(host, { wheel: { says: 'another' } });
  await run.summary;
  assert.deepEqual(run.act.ran, []);
});

test('a change to what the taken fallback needed begins the ladder anew', async () => {
  const host = fakeHost();
  await ladder(host).summary;
  const run = ladder(host, { compiler: { says: 'version 2' } });
  await run.summary;
  assert.deepEqual(run.act.ran, ['a', 'compiler', 'a', 'b']);
});

test('what a taken fallback needed is made again when it has gone', async () => {
  const host = fakeHost();
  await ladder(host).summary;
  host.files.texts.delete('/root/cc');
  const run = ladder(host);
  assert.deepEqual(outcomes(await run.summary), [
    'compiler = succeeded main',
    'a = up-to-date fallback 1',
    'b = up-to-date main',
  ]);
});

test('a step that stands on something that cannot be had again is blocked, not torn down', async () => {
  const host = fakeHost();
  await ladder(host, { compiler: { runs: ['get'] } }).summary;
  host.files.texts.delete('/root/cc');
  host.processes.scripts.set('get', () => ({ kind: 'command', argv: ['get'], exitCode: 1, lastLines: [] }));
  const run = ladder(host, { compiler: { runs: ['get'] } });
  assert.deepEqual(outcomes(await run.summary), [
    'compiler = failed after main',
    'a = blocked by compiler',
    'b = blocked by a',
  ]);
  assert.deepEqual(run.act.ran, ['compiler']);
  host.processes.scripts.delete('get');
  const again = ladder(host, { compiler: { runs: ['get'] } });
  assert.equal(outcomes(await again.summary)[1], 'a = up-to-date fallback 1');
});

test('what a taken fallback needed is not made again for a step whose own work has gone', async () => {
  const host = fakeHost();
  const made = ladder(host);
  await made.summary;
  host.files.texts.delete('/root/cc');
  host.files.texts.delete('/root/a');
  const run = ladder(host);
  await run.summary;
  assert.deepEqual(run.act.ran, ['a', 'compiler', 'a'], 'the ladder begins at its top, and comes down to the compiler');
});

test('outputs of what a taken fallback needed are known before it is pulled in', async () => {
  const host = fakeHost();
  const given = { compiler: { outputs: { path: '/root/cc' } }, source: { says: output('compiler', 'path') } };
  await ladder(host, given).summary;
  const stands = ladder(host, given);
  await stands.summary;
  assert.deepEqual(stands.act.ran, []);
  await host.journal.append({ type: 'step-begun', run: 'killed', step: 'compiler', at: 0 });
  const lost = ladder(host, given);
  await lost.summary;
  assert.deepEqual(lost.act.ran, ['compiler']);
});

test('an optional step that comes after all makes what was made without it run again', async () => {
  const host = fakeHost();
  const plan = (fails: readonly string[]) =>
    planOf({ extra: { optional: true, attempts: [{ params: { fails } }] }, a: { needs: ['extra'] } });
  await running(plan(['failed']), { host }).summary;
  const still = running(plan(['failed']), { host });
  assert.deepEqual(outcomes(await still.summary), ['extra = failed after main', 'a = up-to-date main']);
  const after = running(plan([]), { host });
  assert.deepEqual(outcomes(await after.summary), ['extra = succeeded main', 'a = succeeded main']);
});

test('a step that was begun and not finished is not taken as done', async () => {
  const host = fakeHost();
  const plan = pair({});
  await running(plan, { host }).summary;
  await host.journal.append({ type: 'step-begun', run: 'killed', step: 'b', at: 0 });
  assert.deepEqual(outcomes(await running(plan, { host }).summary), [
    'a = up-to-date main',
    'b = succeeded main',
    'c = up-to-date main',
    'd = up-to-date main',
  ]);
});

test('a need that was begun again and comes back the same re-runs nothing behind it', async () => {
  const host = fakeHost();
  const plan = planOf({
    tool: makes('/root/tool'),
    env: { attempts: [{ needs: ['tool'], ...makes('/root/env') }, makes('/root/env')] },
    a: { attempts: [{ needs: ['env'], ...makes('/root/a') }] },
  });
  await running(plan, { host }).summary;
  await host.journal.append({ type: 'step-begun', run: 'killed', step: 'tool', at: 0 });
  assert.deepEqual(outcomes(await running(plan, { host }).summary), [
    'tool = succeeded main',
    'env = up-to-date main',
    'a = up-to-date main',
  ]);
});

test('what was lost when its need was made again is seen to be lost', async () => {
  const host = fakeHost();
  const plan = planOf({
    env: { onDemand: true, params: { makes: ['/root/env/python'], runs: ['create'] } },
    a: { attempts: [{ needs: ['env'], ...makes('/root/env/a') }] },
  });
  host.processes.scripts.set('create', () => {
    host.files.texts.delete('/root/env/a');
    return {};
  });
  await running(plan, { host }).summary;
  host.files.texts.delete('/root/env/python');
  assert.deepEqual(outcomes(await running(plan, { host }).summary), ['env = succeeded main', 'a = succeeded main']);
});

test('a run after a cancelled one redoes no finished step', async () => {
  const host = fakeHost();
  const plan = pair({ b: { params: { gate: 'g', makes: ['/root/b'] } } });
  const cut = running(plan, { host });
  await quiet();
  cut.cancel();
  assert.deepEqual(outcomes(await cut.summary), [
    'a = succeeded main',
    'b = cancelled',
    'c = cancelled',
    'd = succeeded main',
  ]);
  const run = running(plan, { host });
  run.act.open('g');
  assert.equal((await run.summary).result, 'succeeded');
  assert.deepEqual(run.act.ran, ['b', 'c']);
});
