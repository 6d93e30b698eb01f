import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureClass } from '../engine/model/failure.js';
import { quiet } from './support/fake-clock.js';
import { fakeHost } from './support/fake-host.js';
import { outcomes, running } from './support/run-plan.js';
import { output, planOf } from './support/small-plan.js';

const fails = (failing: FailureClass) => ({ params: { fails: [failing] } });

test('after a failure the next attempt is taken whose `after` names its class', async () => {
  const run = running(
    planOf({
      a: {
        attempts: [
          { name: 'prebuilt', ...fails('absent') },
          { name: 'mirror', after: ['unreachable'] },
          { name: 'source', after: ['absent', 'failed'] },
        ],
      },
    }),
  );
  const summary = await run.summary;
  assert.deepEqual(run.lines, [
    'run started: a',
    'a started',
    'a > prebuilt',
    'a x prebuilt absent -> source',
    'a > source',
    'a = succeeded source',
    'run finished: succeeded',
  ]);
  const [step] = summary.steps;
  assert.ok(step?.outcome.kind === 'succeeded');
  assert.equal(step.outcome.rung, 2);
  assert.deepEqual(step.outcome.ladder, [
    { attempt: 'prebuilt', class: 'absent', failure: { kind: 'not-found', what: 'it', looked: [] } },
  ]);
});

test('what cannot be reached does not turn into another way unless the manifest says so', async () => {
  const run = running(planOf({ a: { attempts: [fails('unreachable'), {}] } }));
  assert.deepEqual(outcomes(await run.summary), ['a = failed after main']);
  assert.ok(run.lines.includes('a x main unreachable'));
});

test('a ladder that is used up fails with every reason', async () => {
  const run = running(planOf({ a: { attempts: [fails('absent'), fails('refused'), fails('failed')] } }));
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['a = failed after main, fallback 1, fallback 2']);
  assert.deepEqual(
    run.lines.filter(line => line.includes(' x ')),
    ['a x main absent -> fallback 1', 'a x fallback 1 refused -> fallback 2', 'a x fallback 2 failed'],
  );
});

test('a step on demand that nothing pulls in does not run', async () => {
  const run = running(planOf({ compiler: { onDemand: true }, a: { attempts: [{}, { needs: ['compiler'] }] } }));
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['compiler = skipped: not needed', 'a = succeeded main']);
  assert.equal(run.lines[0], 'run started: (compiler) a');
  assert.deepEqual(run.lines.slice(-2), ['compiler = skipped: not needed', 'run finished: succeeded']);
});

test('an attempt that is reached pulls in what it needs first', async () => {
  const run = running(
    planOf({
      header: { onDemand: true },
      compiler: { onDemand: true, needs: ['header'] },
      a: { attempts: [fails('absent'), { needs: ['compiler'] }] },
    }),
    { jobs: 1 },
  );
  await run.summary;
  assert.deepEqual(run.lines, [
    'run started: (header) (compiler) a',
    'a started',
    'a > main',
    'a x main absent -> fallback 1',
    'header started',
    'header > main',
    'header = succeeded main',
    'compiler started',
    'compiler > main',
    'compiler = succeeded main',
    'a > fallback 1',
    'a = succeeded fallback 1',
    'run finished: succeeded',
  ]);
});

test('a step on demand that two attempts need runs once', async () => {
  const wants = { attempts: [fails('absent'), { needs: ['compiler'] }] };
  const run = running(planOf({ compiler: { onDemand: true }, a: wants, b: wants }));
  await run.summary;
  assert.equal(run.act.ran.filter(step => step === 'compiler').length, 1);
});

test('an attempt whose need fails has failed itself, and the ladder goes on', async () => {
  const run = running(
    planOf({
      compiler: { onDemand: true, ...fails('absent') },
      a: { attempts: [fails('absent'), { needs: ['compiler'] }, {}] },
    }),
  );
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['compiler = failed after main', 'a = succeeded fallback 2']);
  assert.equal(summary.result, 'succeeded', 'a step on demand has its say through the step that pulled it in');
  const [, a] = summary.steps;
  assert.ok(a?.outcome.kind === 'succeeded');
  assert.deepEqual(a.outcome.ladder[1], {
    attempt: 'fallback 1',
    class: 'absent',
    failure: { kind: 'need', step: 'compiler', class: 'absent' },
  });
});

test('a step whose only attempt lacks what it needs is blocked, and says nothing of its own', async () => {
  const run = running(planOf({ env: fails('unreachable'), a: { attempts: [{ needs: ['env'] }, {}] } }));
  assert.deepEqual(outcomes(await run.summary), ['env = failed after main', 'a = blocked by env']);
  assert.ok(!run.lines.some(line => line.startsWith('a x')));
});

test('a need that is absent lets the ladder go on to what does without it', async () => {
  const run = running(planOf({ env: fails('absent'), a: { attempts: [{ needs: ['env'] }, {}] } }));
  assert.deepEqual(outcomes(await run.summary), ['env = failed after main', 'a = succeeded fallback 1']);
});

test('a failed or unreachable attempt is retried after its delay, an absent or refused one is not', async () => {
  const retry = { times: 2, delayMs: 5000 };
  const run = running(
    planOf({
      a: { params: { fails: ['unreachable', 'failed'] }, retry },
      b: { params: { fails: ['absent'] }, retry },
      c: { params: { fails: ['refused'] }, retry },
    }),
  );
  await quiet();
  assert.deepEqual(run.act.ran, ['a', 'b', 'c']);
  await run.host.clock.advance(4999);
  assert.equal(run.act.ran.length, 3);
  await run.host.clock.advance(1);
  assert.equal(run.act.ran.length, 4);
  await run.host.clock.advance(5000);
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['a = succeeded main', 'b = failed after main', 'c = failed after main']);
  assert.deepEqual(
    run.lines.filter(line => line.startsWith('a ')),
    ['a started', 'a > main', 'a again in 5000 ms, 1 left', 'a again in 5000 ms, 0 left', 'a = succeeded main'],
  );
  assert.equal(summary.steps[0]?.ms, 10_000);
});

test('retries that are used up leave the last failure to the ladder', async () => {
  const run = running(
    planOf({ a: { attempts: [{ params: { fails: ['failed', 'failed'] }, retry: { times: 1, delayMs: 0 } }, {}] } }),
  );
  await run.host.clock.advance(0);
  await quiet();
  await run.host.clock.advance(0);
  await run.summary;
  assert.deepEqual(run.lines.slice(2), [
    'a > main',
    'a again in 0 ms, 0 left',
    'a x main failed -> fallback 1',
    'a > fallback 1',
    'a = succeeded fallback 1',
    'run finished: succeeded',
  ]);
});

test('who waits to try again takes no place from others', async () => {
  const run = running(
    planOf({ a: { weight: 9, params: { fails: ['failed'] }, retry: { times: 1, delayMs: 1000 } }, b: {} }),
    { jobs: 1 },
  );
  await quiet();
  assert.deepEqual(run.act.ran, ['a', 'b']);
  await run.host.clock.advance(1000);
  assert.equal((await run.summary).result, 'succeeded');
});

test('an attempt that exceeds its time is ended, with what it ran and said last', async () => {
  const host = fakeHost();
  host.processes.scripts.set('cc', (_command, { signal, output }) => {
    output('compiling');
    return new Promise(resolve => signal.addEventListener('abort', () => resolve({ kind: 'cancelled' })));
  });
  const slow = { params: { runs: ['cc', '-O2'] }, timeout: { totalMs: 60_000, silenceMs: 5000 } };
  const run = running(planOf({ a: { attempts: [slow, {}] } }), { host });
  await quiet();
  await host.clock.advance(60_000);
  const summary = await run.summary;
  assert.deepEqual(host.processes.started[0]?.timeout, { totalMs: 60_000, silenceMs: 5000 });
  const [a] = summary.steps;
  assert.ok(a?.outcome.kind === 'succeeded');
  assert.deepEqual(a.outcome.ladder[0]?.failure, {
    kind: 'command',
    argv: ['cc', '-O2'],
    timedOut: { limit: 'total', ms: 60_000 },
    lastLines: ['compiling'],
  });
});

test('tries share the time of their attempt, and the waits between do not count', async () => {
  const host = fakeHost();
  const { clock } = host;
  host.processes.scripts.set('slow', async (_command, { signal }) => {
    await clock.sleep(600, signal);
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'command', argv: ['slow'], exitCode: 1, lastLines: [] };
  });
  const retry = { times: 5, delayMs: 9000 };
  const run = running(planOf({ a: { params: { runs: ['slow'] }, timeout: { totalMs: 1000 }, retry } }), { host });
  await quiet();
  await clock.advance(600 + 9000 + 399);
  assert.equal(run.lines.at(-1), 'a again in 9000 ms, 4 left', 'the second try still has its 400 ms');
  await clock.advance(1);
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), ['a = failed after main'], 'no time is left for a third');
  assert.equal(host.processes.started.length, 2);
  assert.equal(clock.sleepers(), 0);
});

test('a known line of a failed command is told with its cause and remedy', async () => {
  const diagnose = [{ match: 'unsupported compiler', cause: 'it is too new', remedy: 'take an older one' }];
  const lastLine = 'error: unsupported compiler version!';
  const run = running(planOf({ a: { params: { fails: ['failed'], lastLine } }, b: fails('absent') }, { diagnose }));
  const summary = await run.summary;
  const diagnoses = summary.steps.map(({ outcome }) => outcome.kind === 'failed' && outcome.ladder[0]?.diagnosis);
  assert.deepEqual(diagnoses, [{ cause: 'it is too new', remedy: 'take an older one' }, undefined]);
});

test('a known line is found however much a tool has said after it', async () => {
  const diagnose = [
    { match: 'too new', cause: 'it is too new', remedy: 'take an older one' },
    { match: 'stopped', cause: 'it stopped', remedy: 'look above' },
  ];
  const host = fakeHost();
  host.processes.scripts.set('build', (_command, { output }) => {
    output('error: the compiler is too new');
    const trace = Array.from({ length: 100 }, (_, index) => `  line ${index} of a trace`);
    trace.forEach(line => output(line));
    return { kind: 'command', argv: ['build'], exitCode: 1, lastLines: [...trace.slice(-39), 'stopped'] };
  });
  const summary = await running(planOf({ a: { params: { runs: ['build'] } } }, { diagnose }), { host }).summary;
  const [failed] = summary.steps.flatMap(({ outcome }) => ('ladder' in outcome ? outcome.ladder : []));
  assert.deepEqual(failed?.diagnosis, { cause: 'it is too new', remedy: 'take an older one' });
});

test('a value that another step did not give fails the attempt, which is not tried again, and the ladder goes on', async () => {
  const python = output('env', 'python');
  const run = running(
    planOf({
      env: { attempts: [fails('absent'), { name: 'without Python' }], exports: {} },
      a: { needs: ['env'], attempts: [{ params: { says: python }, retry: { times: 3, delayMs: 5 } }, {}] },
      b: { needs: ['env'], verify: [{ kind: 'file', path: python }] },
      c: { exports: { HOME_OF_C: output('c', 'home') } },
    }),
  );
  const summary = await run.summary;
  assert.deepEqual(outcomes(summary), [
    'env = succeeded without Python',
    'a = succeeded fallback 1',
    'b = failed after main',
    'c = failed after main',
  ]);
  const failures = summary.steps.flatMap(({ outcome }) => ('ladder' in outcome ? outcome.ladder : []));
  const none = { kind: 'no-output', step: 'env', attempt: 'without Python', output: 'python' };
  assert.deepEqual(
    failures.slice(1).map(({ failure }) => failure),
    [none, none, { kind: 'no-output', step: 'c', attempt: 'main', output: 'home' }],
  );
});

test('--locked takes no attempt that brings what no hash covers, nor anything that only such an attempt needs', async () => {
  const byName = { unverified: 'packages from an index, by name' };
  const plan = planOf({
    tool: { onDemand: true },
    a: { attempts: [{ name: 'by name', needs: ['tool'], ...byName }, { name: 'by hash' }] },
    b: byName,
  });
  const summary = await running(plan, { locked: true }).summary;
  assert.deepEqual(outcomes(summary), ['tool = skipped: not needed', 'a = succeeded by hash', 'b = failed after main']);
  const [failed] = summary.steps.flatMap(({ outcome }) => ('ladder' in outcome ? outcome.ladder : []));
  assert.deepEqual(failed, {
    attempt: 'by name',
    class: 'refused',
    failure: { kind: 'policy', rule: 'locked', detail: 'no hash covers packages from an index, by name' },
  });
});
