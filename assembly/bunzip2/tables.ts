import { bits, left } from './bits';
import { makeTable } from './codes';
import { Counts } from './counts';
import { LENGTHS, LONGEST_CODE, ORDER, SELECTORS, SYMBOLS, TABLES } from './layout';
import { CODE_LENGTH, NO_SELECTOR, NO_SYMBOL, SELECTOR, SHORT, TABLE_COUNT } from './results';

let tableCount: u32 = 0;

/** Reads which byte values occur, which table is used where, and the tables. Gives 0, or what is wrong. */
export function readTables(): i32 {
  let trouble = readSymbols();
  if (trouble == 0) trouble = readSelectors();
  for (let table: u32 = 0; trouble == 0 && table < tableCount; table++) {
    trouble = readLengths();
    if (trouble == 0) makeTable(TABLES + ((<usize>table) << 12));
  }
  return trouble;
}

/** Which byte values occur. */
function readSymbols(): i32 {
  if (left() < 16) return SHORT;
  const rows = bits(16);
  Counts.symbols = 0;
  for (let row: u32 = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) == 0) continue;
    if (left() < 16) return SHORT;
    const columns = bits(16);
    for (let column: u32 = 0; column < 16; column++) {
      if ((columns & (0x8000 >> column)) != 0) store<u8>(SYMBOLS + Counts.symbols++, 16 * row + column);
    }
  }
  return Counts.symbols == 0 ? NO_SYMBOL : 0;
}

/** Which table each group of 50 symbols uses, kept as positions in a move-to-front list. */
function readSelectors(): i32 {
  if (left() < 18) return SHORT;
  tableCount = bits(3);
  if (tableCount < 2 || tableCount > 6) return TABLE_COUNT;
  Counts.selectors = bits(15);
  if (Counts.selectors == 0) return NO_SELECTOR;
  for (let table: u32 = 0; table < tableCount; table++) store<u8>(ORDER + table, table);
  for (let selector: u32 = 0; selector < Counts.selectors; selector++) {
    let position: u32 = 0;
    for (;;) {
      if (left() == 0) return SHORT;
      if (bits(1) == 0) break;
      if (++position >= tableCount) return SELECTOR;
    }
    const chosen = load<u8>(ORDER + position);
    for (; position > 0; position--) store<u8>(ORDER + position, load<u8>(ORDER + position - 1));
    store<u8>(ORDER, chosen);
    store<u8>(SELECTORS + selector, chosen);
  }
  return 0;
}

/** Code lengths, each as steps up and down from the one before. */
function readLengths(): i32 {
  if (left() < 5) return SHORT;
  let length = bits(5);
  for (let symbol: u32 = 0; symbol < Counts.symbols + 2; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) return CODE_LENGTH;
      if (left() == 0) return SHORT;
      if (bits(1) == 0) break;
      if (left() == 0) return SHORT;
      length += bits(1) == 0 ? 1 : -1;
    }
    store<u8>(LENGTHS + symbol, length);
  }
  return 0;
}
