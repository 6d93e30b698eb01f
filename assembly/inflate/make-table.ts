import {
  COUNTS,
  DISTANCES,
  END,
  LENGTH_BITS,
  LITERAL,
  LONGEST_CODE,
  MOST_DISTANCES,
  MOST_LITERALS,
  NONE,
  PLACES,
  SORTED,
  SPECIAL,
} from './layout';

/**
 * Makes a table of codes out of their lengths: a first part that so many bits are looked up in, and second ones behind it
 * for codes that are longer. Gives false where these lengths are those of no set of codes.
 */
export function makeTable(lengths: usize, count: u32, table: usize, firstBits: u32): bool {
  countLengths(lengths, count);
  let room: i32 = 1;
  let place: u32 = 0;
  let longest: u32 = 0;
  for (let length: u32 = 1; length <= LONGEST_CODE; length++) {
    const here = load<u32>(COUNTS + (length << 2));
    store<u32>(PLACES + (length << 2), place);
    place += here;
    room = (room << 1) - here;
    if (room < 0) return false;
    if (here > 0) longest = length;
  }
  // a set may lack codes only where it has no more than one, as that of distances may
  if (room > 0 && (longest > 1 || firstBits == LENGTH_BITS)) return false;
  if (room > 0) {
    for (let slot: u32 = 0; slot < 1 << firstBits; slot++) store<u32>(table + (slot << 2), SPECIAL | NONE);
  }
  sortSymbols(lengths, count);
  fillTable(table, firstBits, longest);
  return true;
}

function countLengths(lengths: usize, count: u32): void {
  memory.fill(COUNTS, 0, 64);
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const slot = COUNTS + (<usize>load<u8>(lengths + symbol) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
}

/** By the length of their codes, then by their own value: in the order of the codes. */
function sortSymbols(lengths: usize, count: u32): void {
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const slot = PLACES + (length << 2);
    const place = load<u32>(slot);
    store<u16>(SORTED + (place << 1), <u16>symbol);
    store<u32>(slot, place + 1);
  }
}

/** Each code stands wherever the bits to be looked up begin with it, its first bit being the lowest. */
function fillTable(table: usize, firstBits: u32, longest: u32): void {
  const isDistances = table == DISTANCES;
  const size: u32 = 1 << firstBits;
  const secondBits = LONGEST_CODE - firstBits;
  let second = size;
  let first = NO_PREFIX;
  let code: u32 = 0;
  let at: usize = SORTED;
  for (let length: u32 = 1; length <= longest; length++) {
    code <<= 1;
    for (let left = load<u32>(COUNTS + (length << 2)); left > 0; left--) {
      const symbol = <u32>load<u16>(at);
      const lookedUp = reversedOf(code, length);
      at += 2;
      code++;
      if (length <= firstBits) {
        const entry = isDistances ? distanceEntry(symbol, length) : literalEntry(symbol, length);
        for (let slot = lookedUp; slot < size; slot += 1 << length) store<u32>(table + (slot << 2), entry);
        continue;
      }
      // codes that begin in the same way come one behind the other
      if ((lookedUp & (size - 1)) != first) {
        if (first != NO_PREFIX) second += 1 << secondBits;
        first = lookedUp & (size - 1);
        store<u32>(table + (first << 2), SPECIAL | (second << 16) | firstBits);
      }
      const rest = length - firstBits;
      const entry = isDistances ? distanceEntry(symbol, rest) : literalEntry(symbol, rest);
      for (let slot = lookedUp >> firstBits; slot < 1 << secondBits; slot += 1 << rest)
        store<u32>(table + ((second + slot) << 2), entry);
    }
  }
}

const NO_PREFIX: u32 = 0xffffffff;

@inline
function reversedOf(code: u32, length: u32): u32 {
  let value = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  value = ((value & 0x3333) << 2) | ((value >> 2) & 0x3333);
  value = ((value & 0x0f0f) << 4) | ((value >> 4) & 0x0f0f);
  value = ((value & 0x00ff) << 8) | (value >> 8);
  return (value & 0xffff) >> (16 - length);
}

function distanceEntry(symbol: u32, length: u32): u32 {
  if (symbol >= MOST_DISTANCES) return SPECIAL | NONE;
  const extra = symbol < 4 ? 0 : (symbol >> 1) - 1;
  const base = symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << extra) + 1;
  return (base << 16) | (length << 8) | (length + extra);
}

function literalEntry(symbol: u32, length: u32): u32 {
  if (symbol < 256) return LITERAL | (symbol << 16) | (length << 8) | length;
  if (symbol == 256) return SPECIAL | END | (length << 8) | length;
  if (symbol >= MOST_LITERALS) return SPECIAL | NONE;
  if (symbol == 285) return (258 << 16) | (length << 8) | length;
  const index = symbol - 257;
  const extra = index < 8 ? 0 : (index >> 2) - 1;
  const base = index < 8 ? index + 3 : ((4 + (index & 3)) << extra) + 3;
  return (base << 16) | (length << 8) | (length + extra);
}
