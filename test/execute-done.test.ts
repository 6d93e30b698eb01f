import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../engine/model/failure.js';
import type { Check } from '../engine/model/plan.js';
import { fakeHost } from './support/fake-host.js';
import { outcomes, running } from './support/run-plan.js';
import { scriptedKind } from './support/scripted-action.js';
import { artifactsOf, output, planOf } from './support/small-plan.js';

function failureOf(summary: Awaited<ReturnType<typeof running>['summary']>): Failure | undefined {
  const outcome = summary.steps[0]?.outcome;
  return outcome?.kind === 'failed' ? outcome.ladder[0]?.failure : undefined;
}

test('an action that reports success but leaves nothing has failed', async () => {
  const run = running(planOf({ a: { attempts: [{ params: { makes: ['/root/x'], lies: true, says: 'all fine' } }] } }));
  const summary = await run.summary;
  assert.deepEqual(failureOf(summary), {
    kind: 'check',
    check: 'what act made',
    expected: 'it in its place',
    got: 'reported success but it is not there',
    lastLines: ['all fine'],
  });
  assert.deepEqual(
    run.host.journal.entries.map(({ type }) => type),
    ['run-started', 'step-begun', 'run-finished'],
  );
});

test('a step is recorded once its checks held, and told after it is recorded', async () => {
  const host = fakeHost();
  const verify: readonly Check[] = [{ kind: 'run', argv: [output('a', 'path'), '--version'], prints: '2.9' }];
  host.processes.scripts.set('/root/tool', () => ({ stdout: 'tool 2.9.0\n' }));
  const plan = planOf({ a: { params: { makes: ['/root/tool'], outputs: { path: '/root/tool' } }, verify } });
  const run = running(plan, { host });
  const types: string[] = [];
  host.journal.breaks = ({ type }) => {
    types.push(`journal ${type} after ${run.lines.at(-1)} and ${host.processes.started.length} commands`);
    return undefined;
  };
  await run.summary;
  assert.deepEqual(types, [
    'journal step-begun after run started: a and 0 commands',
    'journal step-made after a > main and 0 commands',
    'journal step-done after a > main and 1 commands',
    'journal run-finished after a = succeeded main and 1 commands',
  ]);
});

test('checks run in the environment of the attempt, Python without the current folder', async () => {
  const host = fakeHost();
  const verify: readonly Check[] = [{ kind: 'python', interpreter: '/root/env/bin/python', code: 'import it' }];
  await running(planOf({ a: { verify, env: { CC: 'gcc' } } }), { host }).summary;
  assert.deepEqual(host.processes.started, [
    {
      argv: ['/root/env/bin/python', '-c', 'import it'],
      cwd: '/root',
      env: { CC: 'gcc', PYTHONSAFEPATH: '1' },
    },
  ]);
});

const CHECKS: readonly { readonly title: string; readonly check: Check; readonly failure: Partial<Failure> }[] = [
  {
    title: 'a command that ends with another code than 0',
    check: { kind: 'run', argv: ['exits', '3'] },
    failure: { check: 'exits 3', expected: 'exit code 0', got: 'exit code 3', lastLines: ['no'] },
  },
  {
    title: 'a command that prints something else',
    check: { kind: 'run', argv: ['prints'], prints: '2.9' },
    failure: { check: 'prints', expected: 'output with "2.9"', got: '"tool 3.0"', lastLines: [] },
  },
  {
    title: 'a command that prints nothing',
    check: { kind: 'run', argv: ['silent'], prints: '2.9' },
    failure: { check: 'silent', expected: 'output with "2.9"', got: 'nothing', lastLines: [] },
  },
  {
    title: 'a command that cannot be started',
    check: { kind: 'run', argv: ['missing'] },
    failure: { check: 'missing', expected: 'exit code 0', got: 'a program that cannot be started (ENOENT)' },
  },
  {
    title: 'a command that does not end',
    check: { kind: 'run', argv: ['hangs'] },
    failure: { check: 'hangs', expected: 'exit code 0', got: 'no end within 30 s' },
  },
  {
    title: 'a file that is not there',
    check: { kind: 'file', path: 'env/lib' },
    failure: { check: '/root/env/lib', expected: 'a file or folder', got: 'nothing', lastLines: [] },
  },
];

for (const { title, check, failure } of CHECKS) {
  test(`${title} fails the attempt, and the ladder goes on`, async () => {
    const host = fakeHost();
    const command = { kind: 'command', argv: [], lastLines: ['no'] } as const;
    host.processes.scripts.set('exits', () => ({ ...command, exitCode: 3 }));
    host.processes.scripts.set('prints', () => ({ stdout: 'tool 3.0\n' }));
    host.processes.scripts.set('missing', () => ({ ...command, startError: 'ENOENT' }));
    host.processes.scripts.set('hangs', () => ({ ...command, timedOut: { limit: 'total', ms: 30_000 } }));
    const run = running(planOf({ a: { verify: [check] } }), { host });
    const summary = await run.summary;
    assert.deepEqual({ ...failureOf(summary), ...failure, kind: 'check' }, failureOf(summary));
    assert.ok(run.lines.includes('a x main failed'));
  });
}

test('a check that holds lets the next one be asked; the first that does not ends it', async () => {
  const host = fakeHost();
  host.files.texts.set('/root/there', 'yes');
  const verify: readonly Check[] = [
    { kind: 'file', path: '/root/there' },
    { kind: 'file', path: '/root/gone' },
    { kind: 'run', argv: ['never'] },
  ];
  await running(planOf({ a: { verify } }), { host }).summary;
  assert.deepEqual(host.processes.started, []);
});

test('exports reach all that comes after, in the plan’s order, and PATH adds up', async () => {
  const host = fakeHost();
  const plan = planOf({
    cc: {
      params: { outputs: { home: '/root/cc' } },
      exports: {
        CC: output('cc', 'home', { after: '/gcc' }),
        PATH: output('cc', 'home', { after: '/bin:/root/cc/sbin' }),
      },
    },
    other: { exports: { CC: 'not-needed' } },
    nvcc: { needs: ['cc'], exports: { CUDA_HOME: '/root/cuda', PATH: '/root/cuda/bin', CC: '/root/cuda/gcc' } },
    between: { needs: ['nvcc'] },
    build: { needs: ['between', 'cc'], params: { runs: ['make'] }, env: { JOBS: '2', PATH: '/root/own' } },
  });
  const run = running(plan, { host });
  const summary = await run.summary;
  assert.deepEqual(host.processes.started, [
    {
      argv: ['make'],
      cwd: '/root',
      env: { CC: '/root/cuda/gcc', CUDA_HOME: '/root/cuda', JOBS: '2' },
      pathPrepend: ['/root/own', '/root/cuda/bin', '/root/cc/bin', '/root/cc/sbin'],
    },
  ]);
  assert.deepEqual(run.act.contexts.get('build')?.env, { CC: '/root/cuda/gcc', CUDA_HOME: '/root/cuda', JOBS: '2' });
  assert.deepEqual(summary.exports, {
    CC: '/root/cuda/gcc',
    CUDA_HOME: '/root/cuda',
    PATH: '/root/cuda/bin:/root/cc/bin:/root/cc/sbin',
  });
});

test('an action’s own environment wins over the attempt’s, and its folders come first', async () => {
  const host = fakeHost();
  const act = scriptedKind();
  act.onStart = step => {
    const context = act.contexts.get(step);
    void context?.command(['tool'], { env: { B: '2', PATH: '/own' }, pathPrepend: ['/first'], cwd: '/x' });
  };
  await running(planOf({ b: { env: { A: '1', B: '1', PATH: '/attempt' } } }), { host, act }).summary;
  assert.deepEqual(host.processes.started, [
    { argv: ['tool'], cwd: '/x', env: { A: '1', B: '2' }, pathPrepend: ['/first', '/own', '/attempt'] },
  ]);
});

test('the log of a step holds its attempts, its commands and every line of output', async () => {
  const host = fakeHost();
  host.processes.scripts.set('make', (_command, { output }) => {
    output('building');
    return { kind: 'command', argv: ['make'], exitCode: 2, lastLines: ['building'] };
  });
  const plan = planOf(
    {
      a: {
        attempts: [
          { params: { runs: ['make', 'all'], sentence: 'make it' } },
          { params: { fetches: 'x', says: 'unpacked', sentence: 'fetch it' }, artifacts: ['x'] },
        ],
      },
    },
    { artifacts: artifactsOf('x') },
  );
  const summary = await running(plan, { host }).summary;
  assert.deepEqual(host.logs.lines.get('a'), [
    '== main: make it',
    '$ make all',
    'building',
    '-- main is failed',
    '== fallback 1: fetch it',
    'x: https://127.0.0.1/x, sha256 hash-of-x',
    'unpacked',
  ]);
  assert.equal(summary.steps[0]?.log, '/root/.sam3d-install/logs/run/a.log');
  assert.deepEqual([...host.logs.unclosed], []);
});

test('the summary says what no hash covered of what was taken, and of nothing else', async () => {
  const artifacts = new Map([...artifactsOf('covered'), ['bare', { id: 'bare', sources: ['https://127.0.0.1/bare'] }]]);
  const plan = planOf(
    {
      a: { params: { fetches: 'bare' }, artifacts: ['bare', 'covered'], unverified: 'packages by name' },
      b: { attempts: [{ params: { fails: ['absent'] }, unverified: 'a guess' }, {}] },
    },
    { artifacts },
  );
  const host = fakeHost();
  const unverified = [['packages by name'], []];
  assert.deepEqual(
    (await running(plan, { host }).summary).steps.map(step => step.unverified),
    unverified,
  );
  assert.deepEqual(
    (await running(plan, { host }).summary).steps.map(step => step.unverified),
    unverified,
  );
});

test('a journal that cannot be written fails the step, and no other attempt is tried', async () => {
  for (const broken of ['step-begun', 'step-done']) {
    const host = fakeHost();
    const failure: Failure = { kind: 'file', operation: 'append', path: '/root/journal', code: 'ENOSPC' };
    host.journal.breaks = ({ type }) => (type === broken ? failure : undefined);
    const run = running(planOf({ a: { attempts: [{}, { after: ['failed'] }] } }), { host });
    const summary = await run.summary;
    assert.deepEqual(outcomes(summary), ['a = failed after main'], broken);
    assert.deepEqual(failureOf(summary), failure);
    assert.deepEqual(run.act.ran, broken === 'step-begun' ? [] : ['a']);
  }
});
