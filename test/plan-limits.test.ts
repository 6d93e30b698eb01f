import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import { foreignHost } from '../engine/model/combinations.js';
import { NO_CHOICES } from '../engine/model/in-force.js';
import type { Manifest } from '../engine/model/manifest.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { planText } from '../engine/report/plan-text.js';
import { at, kind, manifestOf, step, table } from './support/hand-made.js';

const kinds = new Map([['run', kind('run')]]);

function plan(manifest: Manifest) {
  const host = foreignHost('linux-64', undefined);
  return makePlan({ manifest, host, choices: NO_CHOICES, root: '/r', join: (...parts) => posix.join(...parts), kinds });
}

/** Every step needs the one before it, and every second one the one ten before. */
function longManifest(size: number): Manifest {
  const steps = Array.from({ length: size }, (_, place) => {
    const needs = [place - 1, place % 2 === 0 ? place - 10 : -1].filter(need => need >= 0).map(need => at(`s${need}`));
    const title = at(`step \${number} of ${place}`);
    return step(`s${place}`, { needs, title });
  });
  return manifestOf(steps, { versions: table({ number: at('1') }) });
}

test('10,000 steps are planned and printed in time that grows no faster than they do', () => {
  const cost = (size: number) => {
    const manifest = longManifest(size);
    let best = Infinity;
    for (let run = 0; run < 3; run += 1) {
      const start = process.cpuUsage();
      const planned = plan(manifest);
      assert.ok(planned.ok);
      assert.equal(planned.value.steps.length, size);
      assert.ok(planText(planned.value).length > size * 20);
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, user + system);
    }
    return best;
  };
  cost(1_000);
  const ratio = cost(10_000) / cost(1_250);
  // eight times the steps: work that grows with the square of them would cost 64 times as much
  assert.ok(ratio < 32, `eight times the steps cost ${ratio.toFixed(1)} times as much`);
});

test('vars that double each other 60 times end in an error, not in the memory', () => {
  const vars = Object.fromEntries(
    Array.from({ length: 60 }, (_, place) => [
      `v${place}`,
      at(place === 0 ? 'xx' : `\${v${place - 1}}\${v${place - 1}}`),
    ]),
  );
  const planned = plan(manifestOf([step('a', { title: at('${v59}') })], { vars: table(vars) }));
  assert.ok(!planned.ok && planned.error.kind === 'manifest');
  assert.deepEqual(
    planned.error.diagnostics.map(({ message }) => message),
    ['`v59` has no value here'],
  );
});

test('a chain of 20,000 vars ends in an error, not in the depths of the stack', () => {
  const vars = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, place) => [`v${place}`, at(place === 0 ? 'x' : `\${v${place - 1}}`)]),
  );
  const planned = plan(manifestOf([step('a', { title: at('${v19999}') })], { vars: table(vars) }));
  assert.ok(!planned.ok && planned.error.kind === 'manifest');
});
