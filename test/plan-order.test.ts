import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderSteps } from '../engine/plan/order-steps.js';

interface Wish {
  readonly id: string;
  readonly needs: readonly string[];
}

function order(graph: Readonly<Record<string, readonly string[]>>): string {
  const wishes = Object.entries(graph).map(([id, needs]): Wish => ({ id, needs }));
  const ordered = orderSteps(wishes, wish => wish.needs);
  return ordered.ok ? ordered.value.map(({ id }) => id).join(' ') : `circle: ${ordered.error.join(' -> ')}`;
}

test('steps that need nothing keep the order of the manifest', () => {
  assert.equal(order({ c: [], a: [], b: [] }), 'c a b');
});

test('a step comes after what it needs, and no later than it must', () => {
  assert.equal(order({ last: ['tool', 'env'], tool: [], env: ['tool'], other: [] }), 'tool env last other');
});

test('a need that is written twice, or is no step, changes nothing', () => {
  assert.equal(order({ a: ['b', 'b', 'nowhere'], b: [] }), 'b a');
});

test('a circle is named from one of its steps round to itself', () => {
  assert.equal(order({ start: [], a: ['start', 'b'], b: ['c'], c: ['a'], after: ['a'] }), 'circle: a -> b -> c -> a');
  assert.equal(order({ outside: ['a'], a: ['a'] }), 'circle: a -> a');
});

test('of 200 random graphs every order is topological, and always the first free step is next', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const wishes = randomGraph(seed);
    const ordered = orderSteps(wishes, wish => wish.needs);
    assert.ok(ordered.ok, `seed ${seed}`);
    const expected = firstFreeEachTime(wishes);
    assert.deepEqual(
      ordered.value.map(({ id }) => id),
      expected,
      `seed ${seed}`,
    );
  }
});

test('100,000 steps that all are free at once are ordered as given', () => {
  const wishes = Array.from({ length: 100_000 }, (_, place): Wish => ({ id: `s${place}`, needs: [] }));
  const ordered = orderSteps(wishes, wish => wish.needs);
  assert.ok(ordered.ok);
  assert.deepEqual(ordered.value, wishes);
});

/** The definition itself, as slow as it is plain. */
function firstFreeEachTime(wishes: readonly Wish[]): readonly string[] {
  const done: string[] = [];
  while (done.length < wishes.length) {
    const next = wishes.find(({ id, needs }) => !done.includes(id) && needs.every(need => done.includes(need)));
    assert.ok(next);
    done.push(next.id);
  }
  return done;
}

/** Up to 40 steps; each needs some of those before it in a hidden order that is not the written one. */
function randomGraph(seed: number): readonly Wish[] {
  const random = seeded(seed);
  const size = 1 + Math.floor(random() * 40);
  const density = random() * 0.4;
  const wishes = Array.from({ length: size }, (_, place): Wish => {
    const before = Array.from({ length: place }, (_unused, other) => `s${other}`);
    return { id: `s${place}`, needs: before.filter(() => random() < density) };
  });
  return wishes
    .map(wish => ({ wish, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ wish }) => wish);
}

/** Park and Miller's generator: the same numbers on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
