import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standing } from '../engine/model/keys.js';
import { fakeHost } from './support/fake-host.js';
import { running } from './support/run-plan.js';
import { planOf, type StepSketch } from './support/small-plan.js';

/** Ten thousand take a quarter of a minute: `npm run bench -- again-chain-10000` measures them. */
const LENGTH = 2_000;

/** A chain that is pulled in from its end, over needs of steps and of attempts in turn. */
function chain(): Readonly<Record<string, StepSketch>> {
  const steps = Array.from({ length: LENGTH }, (_, index): readonly [string, StepSketch] => {
    const needs = index === 0 ? [] : [`s${index - 1}`];
    const onDemand = index < LENGTH - 1;
    return [`s${index}`, index % 2 === 0 ? { needs, onDemand } : { onDemand, attempts: [{ needs }] }];
  });
  return Object.fromEntries(steps);
}

test('a chain of 2,000 steps runs, stands in the journal, and stands when it is run again', async () => {
  const plan = planOf(chain());
  const host = fakeHost();
  const count = (kind: string, kinds: Iterable<string>) => [...kinds].filter(known => known === kind).length;

  const first = await running(plan, { host }).summary;
  assert.equal(
    count(
      'succeeded',
      first.steps.map(({ outcome }) => outcome.kind),
    ),
    LENGTH,
  );

  const stands = standing(plan, host.journal.records(), host.digest);
  assert.equal(
    count(
      'up-to-date',
      [...stands.values()].map(({ kind }) => kind),
    ),
    LENGTH,
  );

  const second = await running(plan, { host }).summary;
  assert.equal(
    count(
      'up-to-date',
      second.steps.map(({ outcome }) => outcome.kind),
    ),
    LENGTH,
  );
});
