import type { JournalEntry } from '../model/journal.js';

/**
 * Every path that any step ever made, by what a journal says → all the stamps that it had when it was made; none where none
 * was taken. Any of them may stand again: a way back brings old ones, and may have been cut off on its way.
 */
export function madePaths(history: readonly JournalEntry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const made = new Map<string, Set<string>>();
  const add = (path: string, stamps: readonly string[]) => {
    const known = made.get(path) ?? new Set();
    made.set(path, known);
    for (const stamp of stamps) known.add(stamp);
  };
  for (const entry of history) {
    if (entry.type === 'summed-up') Object.entries(entry.made).forEach(([path, stamps]) => add(path, stamps));
    if (entry.type !== 'step-done' && entry.type !== 'step-made') continue;
    const { made: by, stamps = [] } = entry.record;
    by.files.forEach((path, index) => add(path, stamps.slice(index, index + 1)));
  }
  return made;
}

/** The environments that steps worked in, by what a journal says: theirs, or ones that stood there before. */
export function usedEnvironments(history: readonly JournalEntry[]): readonly string[] {
  const prefixes = history.flatMap(entry => {
    const prefix = entry.type === 'step-done' ? entry.record.made.outputs['prefix'] : undefined;
    return prefix === undefined ? [] : [prefix];
  });
  return [...new Set(prefixes)];
}
