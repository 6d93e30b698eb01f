/** A filter of `${name|filter}`. */
export const FILTERS = ['digits', 'major', 'minor', 'lower', 'upper'] as const;
export type Filter = (typeof FILTERS)[number];

/** `${steps.<step>.<output>|…}`: known only when that step has settled. */
export interface StepReference {
  readonly step: string;
  readonly output: string;
  readonly filters: readonly Filter[];
}

/** A text that waits for outputs of steps; all else in it is already in place. */
export interface DeferredText {
  readonly $deferred: readonly (string | StepReference)[];
}

/** An interpolated value: JSON, in which a text may still wait for the outputs of steps. */
export type Value =
  string | number | boolean | null | DeferredText | readonly Value[] | { readonly [key: string]: Value };

/** A value in which nothing waits any more. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isDeferred(value: Value): value is DeferredText {
  return typeof value === 'object' && value !== null && '$deferred' in value;
}

export function applyFilters(text: string, filters: readonly Filter[]): string {
  return filters.reduce(applyFilter, text);
}

function applyFilter(text: string, filter: Filter): string {
  switch (filter) {
    case 'digits':
      return text.replace(/[^0-9]/g, '');
    case 'major':
      return text.split('.')[0] ?? '';
    case 'minor':
      return text.split('.').slice(0, 2).join('.');
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
  }
}

/** Every step reference in a value, in the order met. */
export function referencesIn(value: Value): readonly StepReference[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isDeferred(value)) return value.$deferred.filter(part => typeof part !== 'string');
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((part: Value) => referencesIn(part));
}

/** Puts a text in place of every reference: an output when it is known, `undefined` → the `${…}` as it was written. */
export function resolveValue(value: Value, lookup: (reference: StepReference) => string | undefined): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isDeferred(value)) {
    return value.$deferred
      .map(part => {
        if (typeof part === 'string') return part;
        const found = lookup(part);
        return found === undefined ? writtenReference(part) : applyFilters(found, part.filters);
      })
      .join('');
  }
  if (Array.isArray(value)) return value.map((part: Value) => resolveValue(part, lookup));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolveValue(part, lookup)]));
}

/** The value as a reader sees it before anything has run. */
export function writtenValue(value: Value): Json {
  return resolveValue(value, () => undefined);
}

export function writtenReference({ step, output, filters }: StepReference): string {
  return '${' + [`steps.${step}.${output}`, ...filters].join('|') + '}';
}
