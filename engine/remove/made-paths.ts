import type { JournalEntry } from '../model/journal.js';

/**
 * Every path that any step ever made, by what a journal says → all the stamps that it had when it was made; none where none
 * was taken. Any of them may stand again: a way back brings old ones, and may have been cut off on its way.
 */
export function madePaths(history: readonly JournalEntry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const made = new Map<string, Set<string>>();
  for (const entry of history) {
    if (entry.type !== 'step-done' && entry.type !== 'step-made') continue;
    const { record } = entry;
    record.made.files.forEach((path, index) => {
      const stamps = made.get(path) ?? new Set();
      made.set(path, stamps);
      const stamp = record.stamps?.[index];
      if (stamp !== undefined) stamps.add(stamp);
    });
  }
  return made;
}
