import type { JournalEntry } from '../../model/journal.js';
import { digest } from '../digest.js';

/** The first line of every journal. */
export const VERSION_LINE = '{"journal":1}';

const PREFIX = '{"sum":"';
const MIDDLE = '","entry":';
const SUM_LENGTH = 16;

/** One entry as one line, without its line feed: JSON, with a checksum over the entry's own text. */
export function entryLine(entry: JournalEntry): string {
  const text = JSON.stringify(entry);
  return `${PREFIX}${sumOf(text)}${MIDDLE}${text}}`;
}

export interface JournalText {
  /** Entries up to the first line that is not as it was written. */
  readonly entries: readonly JournalEntry[];
  /** How many bytes of the file hold good lines, the version line included. */
  readonly goodBytes: number;
  /**
   * `torn`: only the end is missing, as after a power cut. `damaged`: something after it was written later, or was
   * once whole. `newer`: written by a version of the engine that this one does not know.
   */
  readonly state: 'whole' | 'torn' | 'damaged' | 'newer';
}

/** Reads as many good lines as there are from the start. Order matters in a journal, so nothing after a bad line counts. */
export function parseJournal(bytes: Buffer): JournalText {
  const entries: JournalEntry[] = [];
  let goodBytes = 0;
  while (goodBytes < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, goodBytes);
    if (end === -1) return { entries, goodBytes, state: isTorn(bytes, goodBytes) ? 'torn' : 'damaged' };
    const line = bytes.toString('utf8', goodBytes, end);
    if (goodBytes === 0) {
      if (line !== VERSION_LINE) return { entries, goodBytes, state: isNewer(line) ? 'newer' : 'damaged' };
    } else {
      const entry = parseLine(line);
      if (entry === undefined) return { entries, goodBytes, state: 'damaged' };
      entries.push(entry);
    }
    goodBytes = end + 1;
  }
  return { entries, goodBytes, state: 'whole' };
}

const LINE_FEED = 0x0a;

/** A file that never got its first line is torn; one that is long and has no first line is something else. */
function isTorn(bytes: Buffer, goodBytes: number): boolean {
  return goodBytes > 0 || bytes.length <= VERSION_LINE.length;
}

function isNewer(line: string): boolean {
  return /^\{"journal":\d{1,6}\}$/.test(line);
}

function parseLine(line: string): JournalEntry | undefined {
  const sumAt = PREFIX.length;
  const textAt = sumAt + SUM_LENGTH + MIDDLE.length;
  const text = line.slice(textAt, -1);
  const sum = line.slice(sumAt, sumAt + SUM_LENGTH);
  if (line !== `${PREFIX}${sum}${MIDDLE}${text}}` || sumOf(text) !== sum) return undefined;
  // The checksum says that these are the very bytes that `entryLine` wrote.
  return JSON.parse(text) as JournalEntry;
}

function sumOf(text: string): string {
  return digest(text).slice(0, SUM_LENGTH);
}
