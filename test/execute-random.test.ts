import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, Plan } from '../engine/model/plan.js';
import { quiet } from './support/fake-clock.js';
import { fakeHost, type FakeHost } from './support/fake-host.js';
import { outcomes, running, type Running } from './support/run-plan.js';
import type { Script } from './support/scripted-action.js';
import { artifactsOf, planOf, type AttemptSketch, type StepSketch } from './support/small-plan.js';

// Graphs, failures and moments of interruption by a seed: what fails once fails again under the same number.

const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1);
const ARTIFACTS = ['x', 'y', 'z'];

/** A small generator of pseudo-random numbers, from 0 to below 1. */
function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

function randomPlan(random: () => number): Plan {
  const count = 5 + Math.floor(random() * 30);
  const ids = Array.from({ length: count }, (_, index) => `s${index}`);
  const chance = (probability: number) => random() < probability;
  const someOf = (from: readonly string[], probability: number) => from.filter(() => chance(probability));
  const attempt = (before: readonly string[], rung: number): AttemptSketch => {
    const artifacts = someOf(ARTIFACTS, 0.1);
    const [fetches] = artifacts;
    const fails = someOf(['absent', 'refused', 'unreachable', 'failed'], 0.12);
    const locks = someOf(['/root/env', '/root/env/lib', '/root/tools', '/root/tools/bin'], 0.1);
    return {
      needs: someOf(before, rung === 0 ? 0.05 : 0.1),
      after: ['absent', 'refused', 'failed', ...(chance(0.5) ? (['unreachable'] as const) : [])],
      params: {
        makes: [`/root/made/${before.length}-${rung}`],
        fails,
        locks,
        ...(fetches !== undefined && { fetches }),
      },
      artifacts,
      retry: { times: chance(0.2) ? 1 : 0, delayMs: 0 },
    };
  };
  const step = (index: number): StepSketch => {
    const before = ids.slice(0, index);
    return {
      needs: someOf(before, 2 / (index + 1)),
      onDemand: chance(0.2),
      optional: chance(0.15),
      weight: 1 + Math.floor(random() * 20),
      attempts: Array.from({ length: 1 + Math.floor(random() * 3) }, (_, rung) => attempt(before, rung)),
    };
  };
  return planOf(Object.fromEntries(ids.map((id, index) => [id, step(index)])), {
    artifacts: artifactsOf(...ARTIFACTS),
  });
}

/** A run whose actions are held to the rules while they run. */
function watched(plan: Plan, host: FakeHost, jobs: number): Running {
  const run = running(plan, { host, jobs });
  const steps = new Map(plan.steps.map(step => [step.id, step]));
  const isSettled = (id: string) => run.lines.some(line => line.startsWith(`${id} = `));
  run.act.onStart = id => {
    assert.ok(run.act.running.size <= jobs, `${run.act.running.size} attempts at once`);
    const here = attemptOf(id);
    for (const need of [...(steps.get(id)?.needs ?? []), ...(here?.needs ?? [])]) {
      assert.ok(isSettled(need), `${id} began before ${need} had settled`);
    }
    for (const other of run.act.running) {
      const shared = other !== id && locksOf(here).some(a => locksOf(attemptOf(other)).some(b => nested(a, b)));
      assert.ok(!shared, `${id} and ${other} change one path`);
    }
  };
  return run;

  function attemptOf(id: string): Attempt | undefined {
    const begun = run.lines.findLast(line => line.startsWith(`${id} > `));
    return steps.get(id)?.attempts.find(({ name }) => begun === `${id} > ${name}`);
  }
}

function locksOf(attempt: Attempt | undefined): readonly string[] {
  return (attempt?.params as Script | undefined)?.locks ?? [];
}

function nested(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}

/** Turns the clock until the run has ended; a run that never does so fails the test. */
async function ended(run: Running) {
  let over = false;
  void run.summary.then(
    () => (over = true),
    () => (over = true),
  );
  for (let turn = 0; turn < 500 && !over; turn++) await run.host.clock.advance(1);
  assert.ok(over, `the run hangs after\n${run.lines.join('\n')}`);
  return run.summary;
}

function assertSettledOnce(plan: Plan, run: Running): void {
  for (const { id } of plan.steps) {
    assert.equal(run.lines.filter(line => line.startsWith(`${id} = `)).length, 1, `${id} settles once`);
  }
}

test('random graphs with random failures end, in order, within their jobs and apart on their paths', async () => {
  for (const seed of SEEDS) {
    const random = randomFrom(seed);
    const plan = randomPlan(random);
    const run = watched(plan, fakeHost(), 1 + Math.floor(random() * 5));
    const summary = await ended(run);
    assertSettledOnce(plan, run);
    for (const { id, needs, attempts } of plan.steps) {
      const outcome = summary.steps.find(step => step.id === id)?.outcome;
      if (outcome?.kind !== 'blocked') continue;
      assert.ok(
        [...needs, ...attempts[0].needs].includes(outcome.by),
        `seed ${seed}: ${id} is blocked by one of its needs`,
      );
    }
  }
});

test('the number of jobs changes nothing in how the steps of a random graph end', async () => {
  for (const seed of SEEDS) {
    const plan = randomPlan(randomFrom(seed));
    const alone = outcomes(await ended(running(plan, { jobs: 1 })));
    const together = outcomes(await ended(running(plan, { jobs: 50 })));
    assert.deepEqual(together, alone, `seed ${seed}`);
  }
});

test('a second run of a random graph runs no finished step again', async () => {
  for (const seed of SEEDS) {
    const plan = randomPlan(randomFrom(seed));
    const host = fakeHost();
    const first = await ended(running(plan, { host }));
    const second = running(plan, { host });
    const summary = await ended(second);
    const finished = first.steps.filter(({ outcome }) => outcome.kind === 'succeeded').map(({ id }) => id);
    const again = second.act.ran.filter(id => finished.includes(id));
    assert.deepEqual(again, [], `seed ${seed}`);
    assert.equal(summary.result, first.result);
    assert.deepEqual(summary.exports, first.exports);
  }
});

test('a random graph that is cut at a random moment ends as if it had not been, and redoes nothing', async () => {
  for (const seed of SEEDS) {
    const random = randomFrom(seed);
    const plan = randomPlan(random);
    const whole = outcomes(await ended(running(plan))).map(plain);

    const host = fakeHost();
    const cut = watched(plan, host, 3);
    const moment = Math.floor(random() * plan.steps.length);
    const onStart = cut.act.onStart;
    cut.act.onStart = id => {
      onStart(id);
      if (cut.act.ran.length === moment) cut.cancel();
    };
    const first = await ended(cut);
    assertSettledOnce(plan, cut);
    await quiet();
    const started = cut.act.ran.length;
    await host.clock.advance(1000);
    assert.equal(cut.act.ran.length, started, 'nothing starts after the end');

    const rest = watched(plan, host, 3);
    const second = await ended(rest);
    assert.deepEqual(outcomes(second).map(plain), whole, `seed ${seed}`);
    const finished = first.steps.filter(({ outcome }) => outcome.kind === 'succeeded').map(({ id }) => id);
    assert.deepEqual(
      rest.act.ran.filter(id => finished.includes(id)),
      [],
      `seed ${seed}`,
    );
  }
});

/** Done in this run or in an earlier one is the same. */
function plain(line: string): string {
  return line.replace(/= (succeeded|up-to-date) /, '= done ');
}
