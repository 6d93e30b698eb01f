import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FetchScript } from './support/fake-host.js';
import { quiet } from './support/fake-clock.js';
import { fakeHost } from './support/fake-host.js';
import { outcomes, running } from './support/run-plan.js';
import { failureOf } from './support/scripted-action.js';
import { artifactsOf, planOf } from './support/small-plan.js';

/** A download that goes on until the test ends it, or the run does. */
function slowly() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>(resolve => (end = resolve));
  let progress: (done: number) => void = () => undefined;
  const aborted = { yet: false };
  const script: FetchScript = async (_artifact, watch) => {
    progress = done => watch.progress({ phase: 'downloading', done, unit: 'bytes' });
    await new Promise<void>(resolve => {
      void ended.then(resolve);
      watch.signal.addEventListener('abort', () => resolve());
    });
    aborted.yet = watch.signal.aborted;
    return aborted.yet ? { kind: 'cancelled' } : undefined;
  };
  return { script, aborted, end: () => end(), progress: (done: number) => progress(done) };
}

const takes = (id: string) => ({ params: { fetches: id }, artifacts: [id] });

test('what will surely be wanted is fetched from the first moment, beside the steps', async () => {
  const plan = planOf(
    {
      first: { params: { gate: 'g' } },
      later: { needs: ['first'], ...takes('x') },
      fallback: { needs: ['first'], attempts: [{}, takes('unused')] },
      unasked: { onDemand: true, ...takes('unasked') },
      pulled: { onDemand: true, ...takes('pulled') },
      puller: { needs: ['first', 'pulled'] },
    },
    { artifacts: artifactsOf('x', 'unused', 'unasked', 'pulled') },
  );
  const run = running(plan);
  assert.deepEqual(run.host.network.asked, [], 'nothing has been awaited yet');
  await quiet();
  assert.deepEqual(run.host.network.asked, ['x', 'pulled']);
  run.act.open('g');
  await run.summary;
  assert.deepEqual(run.host.network.asked, ['x', 'pulled']);
});

test('what an up-to-date step took is not fetched again', async () => {
  const host = fakeHost();
  const plan = planOf({ a: takes('x') }, { artifacts: artifactsOf('x') });
  await running(plan, { host }).summary;
  await running(plan, { host }).summary;
  assert.deepEqual(host.network.asked, ['x']);
});

test('with --only nothing is fetched for other steps', async () => {
  const run = running(planOf({ a: takes('x'), b: takes('y') }, { artifacts: artifactsOf('x', 'y') }), { only: 'b' });
  await run.summary;
  assert.deepEqual(run.host.network.asked, ['y']);
});

test('an artifact that several steps want is fetched once', async () => {
  const run = running(
    planOf({ a: takes('x'), b: takes('x'), c: { needs: ['a'], ...takes('x') } }, { artifacts: artifactsOf('x') }),
  );
  assert.equal((await run.summary).result, 'succeeded');
  assert.deepEqual(run.host.network.asked, ['x']);
});

test('what was fetched ahead and then removed from the cache is fetched once more, for all who want it', async () => {
  const host = fakeHost();
  const wait = { needs: ['first'], ...takes('x') };
  const steps = { first: { params: { gate: 'g' } }, a: wait, b: wait };
  const run = running(planOf(steps, { artifacts: artifactsOf('x') }), { host });
  await quiet();
  host.files.texts.delete('/cache/x');
  run.act.open('g');
  assert.equal((await run.summary).result, 'succeeded');
  assert.deepEqual(host.network.asked, ['x', 'x']);
});

test('a step that waits for its download takes no place from others, and shows how far it is', async () => {
  const host = fakeHost();
  const download = slowly();
  host.network.scripts.set('x', download.script);
  const plan = planOf({ a: { weight: 9, ...takes('x') }, b: {} }, { artifacts: artifactsOf('x') });
  const run = running(plan, { host, jobs: 1 });
  await quiet();
  assert.deepEqual(run.act.ran, ['b']);
  download.progress(5);
  download.end();
  await run.summary;
  assert.deepEqual(
    run.lines.filter(line => line.startsWith('a ')),
    ['a started', 'a > main', 'a downloading 5', 'a = succeeded main'],
  );
});

test('a download that fails is the failure of the attempt that wants it', async () => {
  const host = fakeHost();
  const failure = { kind: 'http-status', url: 'https://127.0.0.1/x', status: 404 } as const;
  host.network.scripts.set('x', () => failure);
  const run = running(planOf({ a: { attempts: [takes('x'), {}] } }, { artifacts: artifactsOf('x') }), { host });
  const summary = await run.summary;
  assert.deepEqual(host.network.asked, ['x']);
  const [a] = summary.steps;
  assert.ok(a?.outcome.kind === 'succeeded');
  assert.deepEqual(a.outcome.ladder, [{ attempt: 'main', class: 'absent', failure }]);
});

test('a retry asks the network again', async () => {
  const host = fakeHost();
  const answers = [failureOf('unreachable'), undefined];
  host.network.scripts.set('x', () => answers.shift());
  const step = { ...takes('x'), retry: { times: 1, delayMs: 100 } };
  const run = running(planOf({ a: step }, { artifacts: artifactsOf('x') }), { host });
  await quiet();
  await host.clock.advance(100);
  assert.deepEqual(outcomes(await run.summary), ['a = succeeded main']);
  assert.deepEqual(host.network.asked, ['x', 'x']);
});

test('a download that nobody wants any more ends with the run', async () => {
  const host = fakeHost();
  const download = slowly();
  host.network.scripts.set('x', download.script);
  const plan = planOf(
    { a: { params: { fails: ['failed'] } }, b: { needs: ['a'], ...takes('x') } },
    { artifacts: artifactsOf('x') },
  );
  const summary = await running(plan, { host }).summary;
  assert.equal(summary.result, 'failed');
  assert.deepEqual(download.aborted, { yet: true });
});

test('a limit of time ends the wait for a download, not the download that others want', async () => {
  const host = fakeHost();
  const download = slowly();
  host.network.scripts.set('x', download.script);
  const plan = planOf(
    {
      hasty: { params: { fetches: 'x' }, timeout: { totalMs: 100 } },
      patient: takes('x'),
    },
    { artifacts: artifactsOf('x') },
  );
  const run = running(plan, { host });
  await quiet();
  await host.clock.advance(100);
  assert.deepEqual(run.lines.at(-1), 'hasty = failed after main');
  download.end();
  assert.deepEqual(outcomes(await run.summary), ['hasty = failed after main', 'patient = succeeded main']);
  assert.deepEqual(host.network.asked, ['x']);
});

test('a few downloads go on at once, however many there are', async () => {
  const host = fakeHost();
  const ids = Array.from({ length: 30 }, (_, index) => `x${index}`);
  const downloads = ids.map(id => {
    const download = slowly();
    host.network.scripts.set(id, download.script);
    return download;
  });
  const steps = Object.fromEntries(ids.map(id => [id, takes(id)]));
  const run = running(planOf(steps, { artifacts: artifactsOf(...ids) }), { host });
  await quiet();
  assert.equal(host.network.asked.length, 8);
  downloads.forEach(({ end }) => end());
  assert.equal((await run.summary).result, 'succeeded');
});
