import { Counts } from './counts';
import { ABOVE, BY_LENGTH, LENGTHS, LONGEST_CODE, OFFSET, QUICK, QUICK_BITS } from './layout';

/**
 * Makes the table of a canonical code: codes of one length follow one another, shorter ones come first.
 * Lengths that make no code may overflow it.
 */
export function makeTable(table: usize): void {
  memory.fill(table, 0, BY_LENGTH);
  let code: u32 = 0;
  let before: u32 = 0;
  for (let length: u32 = 1; length <= LONGEST_CODE; length++) {
    store<u32>(table + OFFSET + length * 4, code - before);
    for (let symbol: u32 = 0; symbol < Counts.symbols + 2; symbol++) {
      if (load<u8>(LENGTHS + symbol) != length) continue;
      store<u16>(table + BY_LENGTH + before * 2, symbol);
      before++;
      if (length <= QUICK_BITS) {
        const from = code << (QUICK_BITS - length);
        const to = min<u32>(from + (1 << (QUICK_BITS - length)), 1 << QUICK_BITS);
        for (let each = from; each < to; each++) store<u16>(table + QUICK + each * 2, symbol * 32 + length);
      }
      code++;
    }
    store<u32>(table + ABOVE + length * 4, code << (LONGEST_CODE - length));
    code <<= 1;
  }
}

/** For codes that are longer: the next 20 bits -> symbol * 32 + length; 0 where no code fits. */
export function longCode(table: usize, next: u32): u32 {
  for (let length: u32 = 1; length <= LONGEST_CODE; length++) {
    if (next >= load<u32>(table + ABOVE + length * 4)) continue;
    const place = (next >>> (LONGEST_CODE - length)) - load<u32>(table + OFFSET + length * 4);
    return place < Counts.symbols + 2 ? (<u32>load<u16>(table + BY_LENGTH + place * 2)) * 32 + length : 0;
  }
  return 0;
}
