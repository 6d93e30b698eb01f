// Decodes one bzip2 block at a time, in AssemblyScript: the loops that take nearly all of the time. `npm run wasm`
// compiles it. Whoever calls puts the bits at `INPUT`, with zeros behind, and takes the bytes from `OUTPUT`.
// Nothing of the bits is believed: each index that comes from them is held against what it counts.
import { bits, Input, left } from './bits';
import { makeChecksumTables } from './checksum';
import { Counts } from './counts';
import { followThreads } from './follow-threads';
import { readBytes } from './read-bytes';
import { OBSOLETE, ORIGIN, SHORT } from './results';
import { readTables } from './tables';
import { threadWords } from './thread-words';
import { beginText } from './write-text';

export { INPUT, OUTPUT } from './layout';
export { SHORT } from './results';
export { crc, cut, untold, write } from './write-text';

/** To be called once, before all else. */
export function prepare(): void {
  makeChecksumTables();
}

/**
 * Reads the block whose bits, behind its mark and checksum, go from one bit of the input to before another.
 * Gives the bit behind it, or what is wrong.
 */
export function begin(from: u32, to: u32): i32 {
  Input.at = from;
  Input.end = to;
  Counts.words = 0;
  beginText();
  if (left() < 25) return SHORT;
  if (bits(1) == 1) return OBSOLETE;
  const origin = bits(24);
  let trouble = readTables();
  if (trouble == 0) trouble = readBytes();
  if (trouble != 0) return trouble;
  if (origin >= Counts.words) {
    Counts.words = 0;
    return ORIGIN;
  }
  threadWords();
  followThreads(origin);
  return Input.at;
}

/** How many words the block holds. */
export function words(): u32 {
  return Counts.words;
}
