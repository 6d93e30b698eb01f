import type { Combination } from '../model/combinations.js';
import type { Plan, Step } from '../model/plan.js';
import { writtenValue, type Json } from '../model/value.js';

/** A text of a plan that an edit changes, and where it does so in just this way. */
export interface Change {
  /** Whose it is, such as "artifact tool" or "step env". */
  readonly of: string;
  /** Absent where there was none before, or is none now. */
  readonly before?: string;
  readonly after?: string;
  readonly where: readonly Combination[];
}

/** What is said of one combination, under keys that stay when only its values change. */
export type Texts = ReadonlyMap<string, { readonly of: string; readonly text: string }>;

export interface Pair {
  readonly combination: Combination;
  readonly before: Texts;
  readonly after: Texts;
}

/** Equal changes on several combinations are one. */
export function changesOf(pairs: readonly Pair[]): readonly Change[] {
  const changes = new Map<string, Change & { readonly where: Combination[] }>();
  for (const { combination, before, after } of pairs) {
    const seen = new Set<string>();
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(key), after.get(key)];
      if (old?.text === now?.text) continue;
      const of = (now ?? old)?.of ?? key;
      const id = JSON.stringify([of, old?.text, now?.text]);
      if (seen.has(id)) continue;
      seen.add(id);
      const known = changes.get(id);
      const texts = { ...(old && { before: old.text }), ...(now && { after: now.text }) };
      if (known === undefined) changes.set(id, { of, ...texts, where: [combination] });
      else known.where.push(combination);
    }
  }
  return [...changes.values()];
}

/** Every address in a plan: the sources of its artifacts, and what stands in the params of its attempts. */
export function addressesIn(plan: Plan): Texts {
  const found = new Map<string, { of: string; text: string }>();
  for (const { id, sources } of plan.artifacts.values()) {
    sources.forEach((text, index) => found.set(`artifact ${id} ${index}`, { of: `artifact ${id}`, text }));
  }
  for (const step of plan.steps) {
    step.attempts.forEach((attempt, rung) => {
      const leaves = textsIn(writtenValue(attempt.params), `step ${step.id} ${rung}`);
      for (const [key, text] of leaves) {
        if (text.includes('://')) found.set(key, { of: `step ${step.id}`, text });
      }
    });
  }
  return found;
}

function textsIn(value: Json, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, Json]) => textsIn(part, `${path}/${key}`));
}

/** Steps that are defined anew, or come or go, in the plan's order. */
export function changedSteps(before: Plan, after: Plan): readonly string[] {
  const old = new Map(before.steps.map(step => [step.id, definition(step, before)]));
  const now = new Map(after.steps.map(step => [step.id, definition(step, after)]));
  return [...new Set([...now.keys(), ...old.keys()])].filter(id => old.get(id) !== now.get(id));
}

/** What a step does, and with which bytes; its title is only what it is called. */
function definition({ needs, attempts, verify, exports }: Step, { artifacts }: Plan): string {
  const rungs = attempts.map(({ action, params, env, artifacts: ids }) => {
    const bytes = ids.map(id => artifacts.get(id)?.sha256 ?? artifacts.get(id)?.sources);
    return { action, params, env, bytes };
  });
  return JSON.stringify({ needs, rungs, verify, exports });
}

/** Those that wait for one of `steps`, near or far, without them. */
export function dependentsOf(plan: Plan, steps: readonly string[]): readonly string[] {
  const touched = new Set(steps);
  for (const { id, needs, attempts } of plan.steps) {
    if ([...needs, ...attempts[0].needs].some(need => touched.has(need))) touched.add(id);
  }
  return [...touched].filter(id => !steps.includes(id));
}
