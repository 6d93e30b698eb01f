import { readWeights } from './huffman-weights';
import { HUFFMAN_TABLE, LONGEST_CODE, RANKS, WEIGHTS } from './layout';

/** Reads the description of a tree, and makes its table (RFC 8878, 4.2.1). Gives where it ends, and 0 for what is none. */
export function readHuffmanTable(at: usize, end: usize): usize {
  if (at >= end) return 0;
  const header = <u32>load<u8>(at++);
  const isPlain = header >= 128;
  const told = isPlain ? header - 127 : 0;
  const length: usize = isPlain ? (told + 1) >> 1 : header;
  if (at + length > end) return 0;
  const count = readWeights(at, length, isPlain, told);
  if (count == 0) return 0;
  const depth = completeWeights(count);
  if (depth == 0) return 0;
  fillTable(count + 1, depth);
  return at + length;
}

/** Adds the weight of the last symbol, which makes all of them a whole tree. Gives its depth, and 0 where that cannot be. */
function completeWeights(count: u32): u32 {
  memory.fill(RANKS, 0, 64);
  let total: u32 = 0;
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const weight = <u32>load<u8>(WEIGHTS + symbol);
    if (weight > LONGEST_CODE) return 0;
    total += (<u32>1 << weight) >> 1;
    countWeight(weight);
  }
  if (total == 0) return 0;
  const depth: u32 = 32 - <u32>clz(total);
  const rest: u32 = (<u32>1 << depth) - total;
  if (depth > LONGEST_CODE || (rest & (rest - 1)) != 0) return 0;
  const last: u32 = 32 - <u32>clz(rest);
  store<u8>(WEIGHTS + count, last);
  countWeight(last);
  const lightest = load<u32>(RANKS + 4);
  return lightest < 2 || (lightest & 1) == 1 ? 0 : depth;
}

@inline
function countWeight(weight: u32): void {
  const slot = RANKS + (weight << 2);
  store<u32>(slot, load<u32>(slot) + 1);
}

/** The longest codes come first, those of one length in the order of their symbols; the table is always as long as can be. */
function fillTable(count: u32, depth: u32): void {
  let place: u32 = 0;
  for (let weight: u32 = 1; weight <= depth; weight++) {
    const slot = RANKS + (weight << 2);
    const here = load<u32>(slot);
    store<u32>(slot, HUFFMAN_TABLE + (place << 1));
    place += here << (weight - 1 + LONGEST_CODE - depth);
  }
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const weight = <u32>load<u8>(WEIGHTS + symbol);
    if (weight == 0) continue;
    const slot = RANKS + (weight << 2);
    const at = <usize>load<u32>(slot);
    const size = <usize>2 << (weight - 1 + LONGEST_CODE - depth);
    store<u32>(slot, <u32>(at + size));
    fillRows(at, size, (symbol << 8) | (depth + 1 - weight));
  }
}

@inline
function fillRows(at: usize, size: usize, entry: u32): void {
  if (size == 2) return store<u16>(at, entry);
  if (size == 4) return store<u32>(at, entry * 0x10001);
  const four = <u64>entry * 0x0001000100010001;
  for (const end = at + size; at < end; at += 8) store<u64>(at, four);
}
