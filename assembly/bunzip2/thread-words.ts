import { Counts } from './counts';
import { BYTES, STARTS, WORDS } from './layout';

/** Undoes the sorting: each word holds a byte and, above it, the index of the word of the byte that follows it. */
export function threadWords(): void {
  let sum: u32 = 0;
  for (let value: usize = 0; value < 256; value++) {
    const these = load<u32>(STARTS + (value << 2));
    store<u32>(STARTS + (value << 2), sum);
    sum += these;
  }
  for (let each: u32 = 0; each < Counts.words; each++) {
    const value = <u32>load<u8>(BYTES + each);
    const start = STARTS + ((<usize>value) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    store<u32>(WORDS + ((<usize>place) << 2), (each << 8) | value);
  }
}
