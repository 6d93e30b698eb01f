import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutImplied, type Needs } from '../engine/report/transitive-reduction.js';
import { seededRandom } from './support/seeded-random.js';

test('an arrow that longer ways imply is left out', () => {
  const needs: Needs = new Map([
    ['a', []],
    ['b', ['a']],
    ['c', ['a', 'b']],
    ['d', ['a', 'b', 'c']],
    ['e', ['b', 'a']],
  ]);
  assert.deepEqual(
    [...transitiveReduction(needs)],
    [
      ['a', []],
      ['b', ['a']],
      ['c', ['b']],
      ['d', ['c']],
      ['e', ['b']],
    ],
  );
});

test('in random graphs the same nodes are reached, and no arrow that is left is implied', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 100; round += 1) {
    const needs = new Map<string, readonly string[]>();
    for (let index = 0; index < 20; index += 1) {
      const below = [...needs.keys()].filter(() => random() < 0.3);
      needs.set(`n${index}`, below);
    }
    const reduced = transitiveReduction(needs);
    for (const [node, direct] of reduced) {
      assert.deepEqual([...reach(node, reduced)].sort(), [...reach(node, needs)].sort());
      for (const one of direct) {
        const others = direct.filter(other => other !== one);
        assert.ok(!others.some(other => reach(other, reduced).has(one)), `${node} -> ${one} is implied`);
      }
    }
  }
});

function transitiveReduction(needs: Needs): Needs {
  return new Map([...needs].map(([node, direct]) => [node, withoutImplied(direct, needs)]));
}

function reach(node: string, needs: Needs): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (at: string) => {
    for (const next of needs.get(at) ?? []) {
      found.add(next);
      visit(next);
    }
  };
  visit(node);
  return found;
}
