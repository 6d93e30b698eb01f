import { err, ok, type Result } from '../base/result.js';

/** Anything with an id. */
interface Node {
  readonly id: string;
}

/**
 * Every node after all that it needs; of nodes that are free at the same time, the one that was given first goes
 * first. Needs that are no node's id are left out of account. A cycle is the error, its first id repeated at the end.
 */
export function orderSteps<N extends Node>(
  nodes: readonly N[],
  needsOf: (node: N) => Iterable<string>,
): Result<readonly N[], readonly string[]> {
  const places = new Map(nodes.map((node, place) => [node.id, place]));
  const needs = nodes.map(node => placesOf(needsOf(node), places));
  const dependants: number[][] = nodes.map(() => []);
  needs.forEach((list, place) => list.forEach(need => dependants[need]?.push(place)));

  const waitingFor = needs.map(list => list.length);
  const free = new SmallestFirst();
  waitingFor.forEach((count, place) => count === 0 && free.add(place));
  const ordered: N[] = [];
  for (let place = free.take(); place !== undefined; place = free.take()) {
    const node = nodes[place];
    if (node !== undefined) ordered.push(node);
    for (const dependant of dependants[place] ?? []) {
      const left = (waitingFor[dependant] ?? 0) - 1;
      waitingFor[dependant] = left;
      if (left === 0) free.add(dependant);
    }
  }
  if (ordered.length === nodes.length) return ok(ordered);
  return err(cycleAmong(waitingFor, needs).map(place => nodes[place]?.id ?? ''));
}

function placesOf(ids: Iterable<string>, places: ReadonlyMap<string, number>): readonly number[] {
  return [...new Set(ids)].map(id => places.get(id)).filter(place => place !== undefined);
}

/** Whoever still waits, waits for one that still waits: following that must come round. */
function cycleAmong(waitingFor: readonly number[], needs: readonly (readonly number[])[]): readonly number[] {
  const waits = (place: number) => (waitingFor[place] ?? 0) > 0;
  const path: number[] = [];
  const seenAt = new Map<number, number>();
  let place = waitingFor.findIndex(count => count > 0);
  while (!seenAt.has(place)) {
    seenAt.set(place, path.length);
    path.push(place);
    place = needs[place]?.find(waits) ?? place;
  }
  return [...path.slice(seenAt.get(place)), place];
}

/** A binary heap of numbers. */
class SmallestFirst {
  readonly #heap: number[] = [];

  add(value: number): void {
    const heap = this.#heap;
    let index = heap.push(value) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= value) break;
      heap[index] = this.#at(parent);
      index = parent;
    }
    heap[index] = value;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const smallest = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return smallest;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(child) >= last) break;
      heap[index] = this.#at(child);
      index = child;
    }
    heap[index] = last;
    return smallest;
  }

  #at(index: number): number {
    return this.#heap[index] ?? Infinity;
  }
}
