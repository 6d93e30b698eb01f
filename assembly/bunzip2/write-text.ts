import { summed } from './checksum';
import { Counts } from './counts';
import { fill } from './fill';
import { OUTPUT, OUTPUT_ROOM, TEXT } from './layout';

/** What one step of `write` may add, and more. */
const OUTPUT_SPARE: u32 = 4096;

/** Where the text has been told up to. */
let index: u32 = 0;
let checksum: u32 = 0;
/** Whether all is told, and the last run has no number behind it. */
let isCut: bool = false;

/** Begins with the text of a new block. */
export function beginText(): void {
  index = 0;
  checksum = 0xffffffff;
  isCut = false;
}

/** How many words of the block are not told yet. */
export function untold(): u32 {
  return Counts.words - index;
}

/** The checksum of the bytes so far. */
export function crc(): u32 {
  return ~checksum;
}

/** Whether the text ends, once all of it is told, where a number should stand behind four equal bytes. */
export function cut(): bool {
  return isCut;
}

/** Spells out runs (four equal bytes, then how many more), until all is told or the room is full. Gives how many. */
export function write(): u32 {
  const full = OUTPUT + OUTPUT_ROOM - OUTPUT_SPARE;
  let out: usize = OUTPUT;
  while (index + 32 <= Counts.words && out < full) {
    const from = TEXT + index;
    const some = v128.load(from);
    const same = i8x16.bitmask(i8x16.eq(some, v128.load(from + 1)));
    const runs = same & (same >> 1) & (same >> 2);
    v128.store(out, some);
    if (runs == 0) {
      // whichever run begins in the last two is seen from there
      out += 14;
      index += 14;
      continue;
    }
    const first = <u32>ctz(runs);
    const more = <u32>load<u8>(from + first + 4);
    // the fourth of them may lie behind what was copied
    fill(out + first, load<u8>(from + first), more + 4);
    out += first + more + 4;
    index += first + 5;
  }
  if (index + 32 > Counts.words && out < full) out = writeLast(out);
  checksum = summed(checksum, OUTPUT, out);
  return <u32>(out - OUTPUT);
}

/** The last few, byte by byte: behind a run may, in what is damaged, be no number. */
function writeLast(start: usize): usize {
  let out = start;
  let equal: u32 = 0;
  let previous: u32 = 256;
  for (; index < Counts.words; index++) {
    const value = <u32>load<u8>(TEXT + index);
    if (equal == 4) {
      fill(out, <u8>previous, value);
      out += value;
      equal = 0;
      previous = 256;
    } else {
      store<u8>(out++, value);
      equal = value == previous ? equal + 1 : 1;
      previous = value;
    }
  }
  isCut = equal == 4;
  return out;
}
