import { NEXT_STATES, PROBABILITIES, SPREAD } from './layout';

/**
 * Makes the rows of a table out of the probabilities of so many symbols, which add up to its size (RFC 8878, 4.1.1).
 * Each begins as the entry of its symbol in the list of codes; where there is none, the symbol itself is the baseline.
 */
export function makeTable(table: usize, accuracyLog: u32, symbols: u32, codes: usize): void {
  const size: u32 = 1 << accuracyLog;
  spreadSymbols(size, symbols);
  for (let index: u32 = 0; index < size; index++) {
    const symbol = <u32>load<u8>(SPREAD + index);
    const slot = NEXT_STATES + (symbol << 1);
    const state = <u32>load<u16>(slot);
    store<u16>(slot, state + 1);
    const bits = accuracyLog - 31 + <u32>clz(state);
    const next = <u64>(((state << bits) - size) << 4) | ((<u64>((1 << bits) - 1)) << 16) | (<u64>bits << 32);
    const code = codes + (symbol << 4);
    store<u64>(table, codes == 0 ? <u64>symbol : load<u64>(code));
    store<u64>(table, codes == 0 ? next : next | load<u64>(code, 8), 8);
    table += 16;
  }
}

/** Gives each row its symbol, and each symbol the state that its first row counts as. */
function spreadSymbols(size: u32, symbols: u32): void {
  let highest = size - 1;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const probability = <i32>load<i16>(PROBABILITIES + (symbol << 1));
    if (probability < 0) store<u8>(SPREAD + highest--, symbol);
    store<u16>(NEXT_STATES + (symbol << 1), probability < 0 ? 1 : probability);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let row: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    for (let left = <i32>load<i16>(PROBABILITIES + (symbol << 1)); left > 0; left--) {
      store<u8>(SPREAD + row, symbol);
      do row = (row + step) & (size - 1);
      while (row > highest);
    }
  }
}
