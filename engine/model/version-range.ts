import { satisfies, validate } from 'compare-versions';

const WRITTEN = '(>=|<=|>|<|=)?[0-9]+(\\.[0-9]+){0,3}';

/** Comparators such as ">=12.1 <12.2", all of which must hold, as a pattern of JSON Schema without its ends. */
export const RANGE_PATTERN = `${WRITTEN}( +${WRITTEN})*`;

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
