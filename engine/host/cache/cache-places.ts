import { join } from 'node:path';

// <folder>/sha256/ab/abcd…   entries, read-only
// <folder>/partial/          downloads under way, and what is left of those that were cut short
// <folder>/bad/              entries whose bytes had changed
// <folder>/code/, checked/   what the one file keeps to start faster: compiled code, checked manifests

export function entriesFolder(folder: string): string {
  return join(folder, 'sha256');
}

/** Where an entry lies. */
export function entryPath(folder: string, sha256: string): string {
  return join(entriesFolder(folder), sha256.slice(0, 2), sha256);
}

export function partialFolder(folder: string): string {
  return join(folder, 'partial');
}

export function badFolder(folder: string): string {
  return join(folder, 'bad');
}

export function startFolders(folder: string): readonly string[] {
  return [join(folder, 'code'), join(folder, 'checked')];
}
