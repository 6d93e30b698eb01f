import { distance } from 'fastest-levenshtein';

/**
 * The known name that a misspelt one most likely means, or undefined when none is close:
 * at most a third of the letters may differ, and never all of them.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(Math.max(name.length, 3) / 3) + 1;
  for (const candidate of known) {
    // Each letter of a difference in length is an edit: names of any length are compared with short ones at no cost.
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
    if (edits < bestDistance && edits < name.length) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** Letters in another order ("wiht") are the commonest slip: they count as one edit, whatever the distance says. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  return edits === 2 && a.length === b.length && sorted(a) === sorted(b) ? 1 : edits;
}

function sorted(text: string): string {
  return [...text].sort().join('');
}
