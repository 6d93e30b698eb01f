import type { JournalEntry } from '../model/journal.js';

/** Every path that any step ever made, by what a journal says → its newest stamp; '' where none was taken. */
export function madePaths(history: readonly JournalEntry[]): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const entry of history) {
    if (entry.type !== 'step-done') continue;
    const { record } = entry;
    record.made.files.forEach((path, index) => made.set(path, record.stamps?.[index] ?? ''));
  }
  return made;
}
