import { nearest } from '../base/nearest.js';

/** `did you mean …?`, or what else may help where nothing is near. */
export type Suggest = (name: string, known: Iterable<string>, otherwise: string) => string;

/** Enough for every honest slip; a file of nothing but misspelt names must not stall the analysis. */
const MOST_COMPARISONS = 500_000;

/** Suggestions for one analysis. */
export function suggester(): Suggest {
  let comparisons = 0;
  return (name, known, otherwise) => {
    const names = [...known];
    comparisons += names.length;
    const near = comparisons > MOST_COMPARISONS ? undefined : nearest(name, names);
    return near === undefined ? otherwise : `did you mean \`${near}\`?`;
  };
}

/** `one of a, b, c`, cut where it grows long; `none` where there is nothing to choose from. */
export function listed(known: Iterable<string>, none: string): string {
  const names = [...known];
  if (names.length === 0) return none;
  const shown = names.slice(0, 12).map(name => `\`${name}\``);
  return `known are ${shown.join(', ')}${names.length > shown.length ? `, and ${names.length - shown.length} more` : ''}`;
}
