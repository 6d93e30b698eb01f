import { nearest } from '../base/nearest.js';

/** `did you mean …?`, or what else may help where nothing is near. */
export type Suggest = (name: string, known: readonly string[], otherwise: string) => string;

/** Enough for every honest slip; a file of nothing but misspelt names must not stall the analysis. */
const MOST_COMPARISONS = 200_000;

/** Suggestions for one analysis. */
export function suggester(): Suggest {
  let comparisons = 0;
  return (name, known, otherwise) => {
    comparisons += known.length;
    const near = comparisons > MOST_COMPARISONS ? undefined : nearest(name, known);
    return near === undefined ? otherwise : `did you mean \`${near}\`?`;
  };
}

/** `one of a, b, c`, cut where it grows long; `none` where there is nothing to choose from. */
export function listed(known: readonly string[], none: string): string {
  if (known.length === 0) return none;
  const shown = known.slice(0, 12).map(name => `\`${name}\``);
  const rest = known.length - shown.length;
  return `known are ${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}
