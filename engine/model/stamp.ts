import type { FileStat } from './ports.js';

/** By which something that a step made is known to be as it was: a file by its size and time, a folder only by being one. */
export function stampOf(stat: FileStat | undefined): string {
  if (stat === undefined) return 'gone';
  return stat.kind === 'file' ? `${stat.size} ${Math.floor(stat.modified)}` : stat.kind;
}
