import { satisfies, validate } from 'compare-versions';

const COMPARATOR = /^(?:>=|<=|>|<|=)?\d+(?:\.\d+){0,3}$/;

/** Whether `text` is comparators such as ">=12.1 <12.2", all of which must hold. */
export function isVersionRange(text: string): boolean {
  const comparators = text.trim().split(/\s+/);
  return comparators.every(comparator => COMPARATOR.test(comparator));
}

/** Whether `version` lies in `range`; a version that is not one of numbers and dots lies in none. */
export function inRange(version: string, range: string): boolean {
  if (!validate(version)) return false;
  return range
    .trim()
    .split(/\s+/)
    .every(comparator => satisfies(version, /^\d/.test(comparator) ? `=${comparator}` : comparator));
}
