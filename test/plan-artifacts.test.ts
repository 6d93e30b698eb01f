import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../engine/model/plan.js';
import { plannedFrom, refusalOf } from './support/plan-of.js';

const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(64)) as [string, string, string];

/** A manifest whose only step takes the artifact `tool`. */
function taking(tool: string): string {
  return `artifacts: { tool: { sources: ["https://a.example/tool", "https://b.example/tool"]${tool} } }
steps: { a: { uses: take, with: { artifact: tool, to: a } } }
`;
}

/** What the plan says of its bytes. */
function tool(plan: Plan) {
  const planned = Object.entries(plan.artifacts.get('tool') ?? {});
  const said = Object.fromEntries(planned.filter(([name]) => name !== 'id' && name !== 'sources'));
  return { ...said, unverified: plan.steps[0]?.attempts[0].unverified };
}

test('a hash in the manifest holds for all platforms, or for the one it names', async () => {
  const covered = { coveredBy: 'manifest', unverified: undefined };
  assert.deepEqual(tool(await plannedFrom(taking(`, sha256: ${A}`))), { sha256: A, ...covered });
  const byPlatform = taking(`, sha256: { linux-64: ${A}, win-64: ${B} }`);
  assert.deepEqual(tool(await plannedFrom(byPlatform)), { sha256: A, ...covered });
  assert.deepEqual(tool(await plannedFrom(byPlatform, { platform: 'win-64' })), { sha256: B, ...covered });
});

test('the lock covers what the manifest does not, by the address of any source', async () => {
  const locked = [{ url: 'https://b.example/tool', sha256: C, size: 42 }];
  assert.deepEqual(tool(await plannedFrom(taking(''), { locked })), {
    sha256: C,
    coveredBy: 'lock',
    size: 42,
    unverified: undefined,
  });
  const macOnly = taking(`, sha256: { osx-arm64: ${A} }`);
  assert.equal((await plannedFrom(macOnly, { locked })).artifacts.get('tool')?.coveredBy, 'lock');
});

test('what no hash covers is marked as unverified', async () => {
  assert.deepEqual(tool(await plannedFrom(taking(', size: 42'))), {
    size: 42,
    unverified: 'artifact tool',
  });
});

test('a lock that says another hash or size than the manifest is an error at the hash or size', async () => {
  const locked = [{ url: 'https://a.example/tool', sha256: B, size: 42 }];
  assert.equal(
    await refusalOf(taking(`, sha256: ${A}`), { locked }),
    `4:93 [lock-disagrees] m.lock.yaml has another sha256 for https://a.example/tool: ${B}`,
  );
  assert.equal(
    await refusalOf(taking(', size: 41'), { locked }),
    '4:91 [lock-disagrees] m.lock.yaml has another size for https://a.example/tool: 42',
  );
  assert.equal((await plannedFrom(taking(`, sha256: ${B}, size: 42`), { locked })).artifacts.size, 1);
});

test('sources of one artifact that are locked with different bytes are an error', async () => {
  const locked = [
    { url: 'https://a.example/tool', sha256: A, size: 42 },
    { url: 'https://b.example/tool', sha256: B, size: 42 },
  ];
  assert.match(await refusalOf(taking(''), { locked }), /another sha256 for https:\/\/b\.example\/tool/);
});

test('only artifacts that a planned attempt takes are in the plan, in the order of the manifest', async () => {
  const plan = await plannedFrom(`artifacts:
  mac: { sources: ["https://a.example/\${no-such-name-on-linux}"] }
  second: { sources: ["https://a.example/second"] }
  first: { sources: ["https://a.example/first"] }
steps:
  a:
    uses: take
    with: { artifact: first, to: a }
    fallbacks:
      - { uses: take, with: { artifact: second, to: a } }
      - { when: { os: macos }, uses: take, with: { artifact: mac, to: a } }
`);
  assert.deepEqual([...plan.artifacts.keys()], ['second', 'first']);
  assert.deepEqual(
    plan.steps[0]?.attempts.map(({ artifacts }) => artifacts),
    [['first'], ['second']],
  );
});
