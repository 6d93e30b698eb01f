import { satisfies, validate } from 'compare-versions';

const COMPARATOR = /^(?:>=|<=|>|<|=)?\d+(?:\.\d+){0,3}$/;

const WRITTEN = '(>=|<=|>|<|=)?[0-9]+(\\.[0-9]+){0,3}';

/** The same as a pattern of JSON Schema, without its ends. */
export const RANGE_PATTERN = `${WRITTEN}( +${WRITTEN})*`;

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

/** Versions at the bounds of a range and right beside them, in the order written: enough to tell ranges apart. */
export function versionsAround(range: string): readonly string[] {
  return [...range.matchAll(/\d+(?:\.\d+)*/g)].flatMap(([bound]) => [bound, above(bound), below(bound)]);
}

/** A version that lies in the range, or undefined when none can. */
export function versionInside(range: string): string | undefined {
  return versionsAround(range).find(version => inRange(version, range));
}

function above(version: string): string {
  const parts = version.split('.');
  const last = Number(parts.at(-1));
  return [...parts.slice(0, -1), last + 1].join('.');
}

function below(version: string): string {
  const parts = version.split('.').map(Number);
  const index = parts.findLastIndex(part => part > 0);
  return parts.map((part, at) => (at < index ? part : at === index ? part - 1 : 0)).join('.');
}
