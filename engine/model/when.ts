import { RANGE_FACTS, type Facts } from './facts.js';
import type { When } from './manifest.js';
import { inRange } from './version-range.js';

/** Undefined when every fact holds; else what stands against it, such as "gpu is none, not nvidia". */
export function whenFails(when: When, facts: Facts): string | undefined {
  for (const [name, { value: wanted }] of when) {
    const actual = facts.get(name);
    if (wanted.some(({ value }) => accepts(name, value, actual))) continue;
    const list = wanted.map(({ value }) => value).join(' or ');
    return actual === undefined ? `${name} is unknown here, ${list} is wanted` : `${name} is ${actual}, not ${list}`;
  }
  return undefined;
}

function accepts(name: string, wanted: string, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  return RANGE_FACTS.includes(name) ? inRange(actual, wanted) : wanted === actual;
}
