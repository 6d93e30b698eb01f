import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aManifest, findingsOf, manifestOf } from './support/load-text.js';

test('a step may be written as a list of attempts, each with its own facts and needs', async () => {
  const manifest = await manifestOf(
    aManifest(`
steps:
  tool: { uses: run, with: { argv: [make, tool] } }
  greet:
    timeout: 5 min
    attempts:
      - { name: on Linux, when: { os: linux }, needs: [tool], env: { A: b }, uses: run, with: { argv: [greet] } }
      - { name: anywhere, after: [absent], timeout: 1 min, uses: run, with: { argv: [hello] } }
`),
  );
  const attempts = manifest.steps.get('greet')?.value.attempts ?? [];
  assert.deepEqual(
    attempts.map(({ name, needs, after, timeout, when, env }) => ({
      name: name?.value,
      needs: needs.map(({ value }) => value),
      after,
      timeout: timeout.total?.value,
      when: [...when.keys()],
      env: [...env.keys()],
    })),
    [
      {
        name: 'on Linux',
        needs: ['tool'],
        after: ['absent', 'refused', 'failed'],
        timeout: '5 min',
        when: ['os'],
        env: ['A'],
      },
      { name: 'anywhere', needs: [], after: ['absent'], timeout: '1 min', when: [], env: [] },
    ],
  );
});

test('a step is either an action with fallbacks or a list of attempts', async () => {
  const both = aManifest(
    'steps: { greet: { uses: run, with: { argv: [a] }, attempts: [{ uses: run, with: { argv: [b] } }] } }',
  );
  assert.match(await findingsOf(both), /error\[[a-z-]+\]: .*`uses`.*`attempts`/);
  assert.match(
    await findingsOf(aManifest('steps: { greet: { title: hello } }')),
    /error\[[a-z-]+\]: .*`uses`.*`attempts`/,
  );
  const mixed = aManifest('steps: { greet: { attempts: [{ uses: run, with: { argv: [b] } }], fallbacks: [] } }');
  assert.match(await findingsOf(mixed), /`fallbacks`.*`uses`/);
});
