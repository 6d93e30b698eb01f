import type { Action } from './action.js';
import type { AttemptSpec, Manifest, StepSpec } from './manifest.js';
import { entryOf } from './tree.js';

/** The output that says where a step's Python is. */
const PYTHON = 'python';

export type Kinds = ReadonlyMap<string, Action>;

/** Finds the step whose `python` output stands in where none is written. `self`: a check may also use its own step's. */
export type InterpreterFinder = (stepId: string, options: { readonly self: boolean }) => string | undefined;

/**
 * The rule behind it: the step itself where that is allowed; else the nearest step over `needs`, breadth first in
 * written order; else the manifest's only step with a `python`, on-demand steps aside. All steps are looked at
 * once, so that asking for each of them stays linear.
 */
export function interpreterFinder(manifest: Manifest, kinds: Kinds): InterpreterFinder {
  const givers = new Set<string>();
  for (const [id, { value }] of manifest.steps) if (givesPython(value, kinds)) givers.add(id);
  const nearest = nearestGivers(manifest, givers);
  const always = [...givers].filter(id => manifest.steps.get(id)?.value.onDemand === false);
  return (stepId, { self }) => {
    if (self && givers.has(stepId)) return stepId;
    const needed = nearest(manifest.steps.get(stepId)?.value);
    if (needed !== undefined) return needed;
    return always.length === 1 && always[0] !== stepId ? always[0] : undefined;
  };
}

/** An output that only some attempts give cannot be relied on, and one that was itself taken from elsewhere is no source. */
function givesPython(step: StepSpec, kinds: Kinds): boolean {
  return step.attempts.every(attempt => {
    const action = kinds.get(attempt.uses.value);
    return action?.outputs[PYTHON] !== undefined && !takesPython(attempt, action);
  });
}

/** Whether an attempt runs the Python that {@link interpreterFinder} finds: it may say which one, and does not. */
export function takesPython({ with: params }: AttemptSpec, action: Action | undefined): boolean {
  return action?.interpreter === true && entryOf(params, PYTHON) === undefined;
}

/** For a step: the giver at the end of the shortest way over its `needs`; of equal ways the first as written. */
function nearestGivers(manifest: Manifest, givers: ReadonlySet<string>) {
  const distances = distancesTo(manifest, givers);
  const found = new Map([...givers].map(id => [id, id]));
  const next = (step: StepSpec | undefined) => closest(step, distances);
  // distances grow outwards, so the next step on the way is always found before this one
  for (const id of distances.keys()) {
    if (givers.has(id)) continue;
    const giver = found.get(next(manifest.steps.get(id)?.value) ?? '');
    if (giver !== undefined) found.set(id, giver);
  }
  return (step: StepSpec | undefined) => found.get(next(step) ?? '');
}

function closest(step: StepSpec | undefined, distances: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const { value } of step?.needs ?? []) {
    const distance = distances.get(value) ?? Infinity;
    if (distance < bestDistance) [best, bestDistance] = [value, distance];
  }
  return best;
}

/** How many `needs` away the nearest giver is, nearest steps first. */
function distancesTo(manifest: Manifest, givers: ReadonlySet<string>): ReadonlyMap<string, number> {
  const neededBy = new Map<string, string[]>();
  for (const [id, { value }] of manifest.steps) {
    for (const need of value.needs) {
      const users = neededBy.get(need.value);
      if (users === undefined) neededBy.set(need.value, [id]);
      else users.push(id);
    }
  }
  const distances = new Map([...givers].map(id => [id, 0]));
  // a map is walked in the order of insertion and shows what is added on the way: it is its own queue
  for (const [id, distance] of distances) {
    for (const user of neededBy.get(id) ?? []) if (!distances.has(user)) distances.set(user, distance + 1);
  }
  return distances;
}
