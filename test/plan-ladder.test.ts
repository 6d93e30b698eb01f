import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import { foreignHost } from '../engine/model/combinations.js';
import { NO_CHOICES } from '../engine/model/in-force.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { at, attempt, kind, manifestOf, step, when } from './support/hand-made.js';
import { plannedFrom, printedSteps, refusalOf } from './support/plan-of.js';

test('an attempt whose `when` does not hold is passed over, and the plan says why', async () => {
  assert.equal(
    await printedSteps(`steps:
  a:
    uses: make
    with: { prefix: a }
    fallbacks:
      - { name: mac, when: { os: macos }, uses: make, with: { prefix: m } }
      - { name: pc, when: { os: [linux, windows] }, after: [unreachable], uses: make, with: { prefix: p } }
`),
    `  1. a
     try         make: make a
       with        prefix: a
       unverified  packages by name
     else        pc (make), after unreachable: make p
       with        prefix: p
       unverified  packages by name
     not here    mac: os is linux, not macos
`,
  );
});

test('attempts without a name are called by their action, and none like another', async () => {
  const plan = await plannedFrom(`steps:
  a:
    uses: make
    with: { prefix: a }
    fallbacks:
      - { uses: make, with: { prefix: b } }
      - { name: make 2, uses: make, with: { prefix: c } }
      - { when: { os: macos }, uses: make, with: { prefix: d } }
`);
  const [a] = plan.steps;
  assert.deepEqual(
    a?.attempts.map(({ name }) => name),
    ['make', 'make 3', 'make 2'],
  );
  assert.deepEqual(
    a?.passedOver.map(({ name }) => name),
    ['make 4'],
  );
});

test('a step whose `when` does not hold is not planned, and the plan says why', async () => {
  const plan = await plannedFrom(`steps:
  a: { uses: make, with: { prefix: a } }
  b: { title: the second, when: { os: macos }, uses: make, with: { prefix: "\${steps.nowhere.path}" } }
`);
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    ['a'],
  );
  assert.deepEqual(plan.skipped, [{ id: 'b', title: 'the second', reason: 'os is linux, not macos' }]);
});

/** Ladders whose first attempt has a `when` of its own are made by hand. */
function handMade(...steps: Parameters<typeof manifestOf>[0]) {
  return makePlan({
    manifest: manifestOf(steps),
    host: foreignHost('linux-64', undefined),
    choices: NO_CHOICES,
    root: '/r',
    join: (...parts) => posix.join(...parts),
    kinds: new Map([['run', kind('run')]]),
  });
}

test('a step without an attempt for this host is an error, with what stands against each', () => {
  const macOnly = { when: when({ os: 'macos' }) };
  const planned = handMade(
    step('a', { attempts: [attempt('run', macOnly), attempt('run', { ...macOnly, name: at('other') })] }),
  );
  assert.ok(!planned.ok && planned.error.kind === 'manifest');
  assert.deepEqual(
    planned.error.diagnostics.map(({ code, message }) => [code, message]),
    [
      [
        'no-attempt',
        'no attempt of `a` is for this host: run (os is linux, not macos), other (os is linux, not macos)',
      ],
    ],
  );
});

test('what the only attempt for this host needs, the step needs', () => {
  const planned = handMade(
    step('compiler'),
    step('a', {
      attempts: [attempt('run', { when: when({ os: 'macos' }) }), attempt('run', { needs: [at('compiler')] })],
    }),
  );
  assert.ok(planned.ok);
  const a = planned.value.steps[1];
  assert.deepEqual(a?.needs, ['compiler']);
  assert.deepEqual(a?.attempts[0].needs, []);
});

test('what one attempt of several needs is needed by it alone, be it the first, so that the others can stand in', () => {
  const planned = handMade(
    step('tool'),
    step('both'),
    step('a', {
      attempts: [attempt('run', { needs: [at('tool'), at('both')] }), attempt('run', { needs: [at('both')] })],
    }),
  );
  assert.ok(planned.ok);
  const a = planned.value.steps[2];
  assert.deepEqual(a?.needs, ['both']);
  assert.deepEqual(
    a?.attempts.map(({ needs }) => needs),
    [['tool'], []],
  );
});

test('the estimate of a step is that of the attempt that is made first', () => {
  const planned = handMade(
    step('a', {
      attempts: [attempt('run', { when: when({ os: 'macos' }) }), attempt('run'), attempt('run')],
      estimate: { time: at('3 min') },
    }),
  );
  assert.ok(planned.ok);
  const a = planned.value.steps[0];
  assert.equal(a?.weight, 3);
  assert.deepEqual(
    a?.attempts.map(({ estimateMinutes }) => estimateMinutes),
    [3, undefined],
  );
});

test('what is said of a step holds for each of its attempts, and an attempt may say otherwise', async () => {
  const plan = await plannedFrom(`steps:
  a:
    uses: make
    with: { prefix: a }
    env: { A: step, B: step }
    retry: { times: 3, delay: 500 ms }
    timeout: { total: 1 h, silence: 2 min }
    estimate: { time: 90 s }
    fallbacks:
      - { uses: make, with: { prefix: b }, env: { B: own }, estimate: { time: 20 min } }
      - { uses: make, with: { prefix: c }, retry: { times: 0 }, timeout: 5 min }
`);
  const [a] = plan.steps;
  assert.equal(a?.weight, 1.5);
  assert.deepEqual(
    a?.attempts.map(({ env, retry, timeout, estimateMinutes }) => ({ env, retry, timeout, estimateMinutes })),
    [
      {
        env: { A: 'step', B: 'step' },
        retry: { times: 3, delayMs: 500 },
        timeout: { totalMs: 3_600_000, silenceMs: 120_000 },
        estimateMinutes: 1.5,
      },
      {
        env: { A: 'step', B: 'own' },
        retry: { times: 3, delayMs: 500 },
        timeout: { totalMs: 3_600_000, silenceMs: 120_000 },
        estimateMinutes: 20,
      },
      {
        env: { A: 'step', B: 'step' },
        retry: { times: 0, delayMs: 2000 },
        timeout: { totalMs: 300_000 },
        estimateMinutes: undefined,
      },
    ],
  );
});

test('a step that is not estimated, or takes seconds, weighs one minute', async () => {
  const plan = await plannedFrom(`steps:
  a: { uses: make, with: { prefix: a } }
  b: { uses: make, with: { prefix: b }, estimate: { time: 5 s } }
  c: { uses: make, with: { prefix: c }, estimate: { time: 1.5 h } }
`);
  assert.deepEqual(
    plan.steps.map(({ weight }) => weight),
    [1, 1, 90],
  );
});

test('steps on demand and optional steps are planned and marked', async () => {
  const plan = await plannedFrom(`steps:
  a: { on-demand: true, uses: make, with: { prefix: a } }
  b: { optional: true, uses: make, with: { prefix: b } }
`);
  assert.deepEqual(
    plan.steps.map(({ id, onDemand, optional }) => [id, onDemand, optional]),
    [
      ['a', true, false],
      ['b', false, true],
    ],
  );
});

test('what an attempt changes is absolute, or begins with the output of a step', async () => {
  const plan = await plannedFrom(`paths: { env: _env }
artifacts: { tool: { sources: ["https://a.example/"] } }
steps:
  env: { uses: make, with: { prefix: "\${paths.env}" } }
  own: { uses: make, with: { prefix: sub/folder } }
  whole: { uses: make, with: { prefix: "." } }
  in-step: { uses: take, with: { artifact: tool, to: "\${steps.env.path}/lib" } }
  below: { uses: take, with: { artifact: tool, to: "x/\${steps.env.path|lower}" } }
  absolute: { uses: make, with: { prefix: /opt//x } }
`);
  assert.deepEqual(
    plan.steps.map(({ id, attempts }) => [id, attempts[0].locks]),
    [
      ['env', ['/r/_env']],
      ['own', ['/r/sub/folder']],
      ['whole', ['/r']],
      ['in-step', [{ $deferred: [{ step: 'env', output: 'path', filters: [] }, '/lib'] }]],
      ['below', [{ $deferred: ['/r/x/', { step: 'env', output: 'path', filters: ['lower'] }] }]],
      ['absolute', ['/opt/x']],
    ],
  );
});

test('everything that is wrong is said at once, in the order of the file', async () => {
  assert.equal(
    await refusalOf(`steps:
  a: { uses: take, with: { artifact: nothing, to: a } }
  b: { uses: make, with: { prefix: "\${x}" }, needs: [nowhere] }
  c: { uses: make, with: { prefix: "\${y" } }
`),
    [
      '5:26 [unknown-artifact] unknown artifact `nothing`',
      '6:36 [unknown-name] `x` has no value here',
      '6:54 [unknown-step] unknown step `nowhere`',
      '7:36 [template] `${` is never closed',
    ].join('\n'),
  );
});
