import { BrokenArchive } from './broken-archive.js';
import type { Limits } from './write/decide.js';

const GIB = 2 ** 30;

/** No archive may hold more than this, whatever its size. */
export const LARGEST: Limits = { entries: 250_000, totalBytes: 64 * GIB, fileBytes: 32 * GIB, depth: 64 };

/** Archives of real things grow tenfold, of very regular ones a hundredfold. */
const MOST_GROWTH = 500;
const ALWAYS_ALLOWED = 64 * 2 ** 20;

/** The limits for an archive of this many bytes: what it may unpack to depends on its size. */
export function limitsFor(archiveBytes: number, most: Limits): Limits {
  const grown = Math.max(ALWAYS_ALLOWED, archiveBytes * MOST_GROWTH);
  return { ...most, totalBytes: Math.min(most.totalBytes, grown) };
}

/** Bytes of a decoded tar: its members, and as much again for headers and padding. */
export function decodedLimit({ totalBytes }: Limits): number {
  return totalBytes * 2;
}

/** Why an archive that gives more than these is refused. */
export function tooMuch(mostBytes: number): BrokenArchive {
  return new BrokenArchive(`the archive unpacks to more than ${mostBytes} bytes`);
}
