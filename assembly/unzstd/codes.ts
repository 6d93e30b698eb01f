import { makeTable } from './fse-table';
import {
  BITS,
  LITERALS_LENGTH_CODES,
  MASK,
  MATCH_LENGTH_CODES,
  OFFSET_CODES,
  PREDEFINED_LITERALS_LENGTH,
  PREDEFINED_MATCH_LENGTH,
  PREDEFINED_OFFSET,
  PROBABILITIES,
} from './layout';

export const LAST_LITERALS_LENGTH_CODE: u32 = 35;
export const LAST_MATCH_LENGTH_CODE: u32 = 52;
export const LAST_OFFSET_CODE: u32 = 31;

/** Of the lengths that are not their own codes, how many additional bits each takes: the next begins where they end. */
const LITERALS_LENGTH_BITS: usize = memory.data<u8>([
  1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const MATCH_LENGTH_BITS: usize = memory.data<u8>([
  1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);

const LITERALS_LENGTH_PROBABILITIES: usize = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
const MATCH_LENGTH_PROBABILITIES: usize = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
const OFFSET_PROBABILITIES: usize = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

/** Makes what does not come from any input. */
export function prepareCodes(): void {
  prepareLengths(LITERALS_LENGTH_CODES, 0, 16, LITERALS_LENGTH_BITS, LAST_LITERALS_LENGTH_CODE);
  prepareLengths(MATCH_LENGTH_CODES, 3, 32, MATCH_LENGTH_BITS, LAST_MATCH_LENGTH_CODE);
  // of the values, 1 to 3 stand for offsets that were used before, and count from 0; off all others 3 are taken
  for (let code: u32 = 0; code <= LAST_OFFSET_CODE; code++)
    prepareCode(OFFSET_CODES + (code << 4), (<u32>1 << code) - (code > 1 ? 3 : 1), code);
  prepareTable(PREDEFINED_LITERALS_LENGTH, 6, LITERALS_LENGTH_PROBABILITIES, 36, LITERALS_LENGTH_CODES);
  prepareTable(PREDEFINED_MATCH_LENGTH, 6, MATCH_LENGTH_PROBABILITIES, 53, MATCH_LENGTH_CODES);
  prepareTable(PREDEFINED_OFFSET, 5, OFFSET_PROBABILITIES, 29, OFFSET_CODES);
}

function prepareLengths(codes: usize, least: u32, plain: u32, extra: usize, last: u32): void {
  let baseline = least;
  for (let code: u32 = 0; code <= last; code++) {
    const additional = code < plain ? 0 : <u32>load<u8>(extra + (code - plain));
    prepareCode(codes + (code << 4), baseline, additional);
    baseline += <u32>1 << additional;
  }
}

function prepareCode(at: usize, baseline: u32, additional: u32): void {
  store<u32>(at, baseline);
  store<u32>(at, (<u32>1 << additional) - 1, MASK);
  store<u8>(at, additional, BITS);
}

function prepareTable(table: usize, accuracyLog: u32, probabilities: usize, count: u32, codes: usize): void {
  for (let symbol: u32 = 0; symbol < count; symbol++)
    store<i16>(PROBABILITIES + (symbol << 1), <i16>load<i8>(probabilities + symbol));
  makeTable(table, accuracyLog, count, codes);
}
