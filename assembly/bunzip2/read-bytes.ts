import { Input } from './bits';
import { longCode } from './codes';
import { Counts } from './counts';
import { fill } from './fill';
import {
  BYTES,
  INPUT,
  LONGEST_CODE,
  MOST_WORDS,
  QUICK,
  QUICK_BITS,
  RECENT,
  SELECTORS,
  STARTS,
  SYMBOLS,
  TABLES,
} from './layout';
import { CODE, FEW_SELECTORS, RUN, SHORT, TOO_LONG } from './results';
import { toFront } from './to-front';

/** Symbols that are told by one table before it is asked which one is the next. */
const GROUP: u32 = 50;
const LONGEST_RUN_WEIGHT: u32 = 1 << 21;

/**
 * Reads the bytes as they were sorted: Huffman codes, and runs of the most recent byte. The next bits stand at the top
 * of `held`, at least 32 of them at each code.
 */
export function readBytes(): i32 {
  memory.copy(RECENT, SYMBOLS, 256);
  memory.fill(STARTS, 0, 1024);
  const last = Counts.symbols + 1;
  let next: usize = INPUT + (Input.at >> 3);
  let held: u64 = ((<u64>bswap(load<u32>(next))) << 32) << (Input.at & 7);
  let ready: u32 = 32 - (Input.at & 7);
  next += 4;
  let told: u32 = 0;
  let run: u32 = 0;
  let weight: u32 = 1;
  for (let group: u32 = 0; group < Counts.selectors; group++) {
    if (bitAt(next, ready) > Input.end) return SHORT;
    const table: usize = TABLES + ((<usize>load<u8>(SELECTORS + group)) << 12);
    for (let more = GROUP; more > 0; more--) {
      if (ready < 32) {
        held |= (<u64>bswap(load<u32>(next))) << (32 - ready);
        next += 4;
        ready += 32;
      }
      let code = <u32>load<u16>(table + QUICK + ((<usize>(held >>> (64 - QUICK_BITS))) << 1));
      if (code == 0) {
        code = longCode(table, <u32>(held >>> (64 - LONGEST_CODE)));
        if (code == 0) return orShort(CODE, bitAt(next, ready) + LONGEST_CODE);
      }
      held <<= code & 31;
      ready -= code & 31;
      const symbol = code >>> 5;
      if (symbol <= 1) {
        if (weight > LONGEST_RUN_WEIGHT) return orShort(RUN, bitAt(next, ready));
        run += weight << symbol;
        weight <<= 1;
        continue;
      }
      if (run > 0) {
        if (run > MOST_WORDS - told) return orShort(TOO_LONG, bitAt(next, ready));
        const value = load<u8>(RECENT);
        fill(BYTES + told, value, run);
        const counter = STARTS + ((<usize>value) << 2);
        store<u32>(counter, load<u32>(counter) + run);
        told += run;
        run = 0;
        weight = 1;
      }
      if (symbol == last) {
        Input.at = bitAt(next, ready);
        if (Input.at > Input.end) return SHORT;
        Counts.words = told;
        return 0;
      }
      if (told == MOST_WORDS) return orShort(TOO_LONG, bitAt(next, ready));
      const value = toFront(symbol - 1);
      store<u8>(BYTES + told++, value);
      const counter = STARTS + ((<usize>value) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
    }
  }
  return orShort(FEW_SELECTORS, bitAt(next, ready));
}

/** What is read behind the end is no one's fault but the end's. */
@inline
function orShort(trouble: i32, bit: u32): i32 {
  return bit > Input.end ? SHORT : trouble;
}

@inline
function bitAt(next: usize, ready: u32): u32 {
  return ((<u32>(next - INPUT)) << 3) - ready;
}
