import { bits, hold, Input } from './bits';
import {
  DISTANCES,
  DISTANCE_BITS,
  LENGTHS,
  LENGTH_BITS,
  LITERALS,
  LITERAL_BITS,
  MOST_DISTANCES,
  MOST_LITERALS,
  ORDER,
} from './layout';
import { makeTable } from './make-table';
import { CODE_LENGTHS, GOING_ON, NO_END, TABLE_SIZES } from './results';

/** Whether the tables are those that need not be told. */
let areFixed: bool = false;

/** Makes the tables that need not be told. */
export function makeFixedTables(): i32 {
  if (areFixed) return GOING_ON;
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  makeTable(LENGTHS, 288, LITERALS, LITERAL_BITS);
  memory.fill(LENGTHS, 5, 32);
  makeTable(LENGTHS, 32, DISTANCES, DISTANCE_BITS);
  areFixed = true;
  return GOING_ON;
}

/** Reads the tables that a block begins with. */
export function readTables(): i32 {
  areFixed = false;
  const literals = bits(5) + 257;
  const distances = bits(5) + 1;
  if (literals > MOST_LITERALS || distances > MOST_DISTANCES) return TABLE_SIZES;
  if (!readLengths(literals + distances)) return CODE_LENGTHS;
  if (load<u8>(LENGTHS + 256) == 0) return NO_END;
  if (!makeTable(LENGTHS + literals, distances, DISTANCES, DISTANCE_BITS)) return CODE_LENGTHS;
  return makeTable(LENGTHS, literals, LITERALS, LITERAL_BITS) ? GOING_ON : CODE_LENGTHS;
}

/** The lengths of all codes are themselves coded, by a table that is no longer needed when theirs are made. */
function readLengths(all: u32): bool {
  const told = bits(4) + 4;
  memory.fill(LENGTHS, 0, 19);
  for (let each: u32 = 0; each < told; each++) store<u8>(LENGTHS + load<u8>(ORDER + each), <u8>bits(3));
  if (!makeTable(LENGTHS, 19, LITERALS, LENGTH_BITS)) return false;
  let before: u32 = 0;
  for (let count: u32 = 0; count < all; ) {
    hold(LENGTH_BITS);
    const entry = load<u32>(LITERALS + ((<u32>Input.held & ((1 << LENGTH_BITS) - 1)) << 2));
    bits(entry & 15);
    const symbol = (entry >> 16) & 31;
    if (symbol == REPEAT && count == 0) return false;
    let times: u32 = 1;
    if (symbol < REPEAT) before = symbol;
    else if (symbol == REPEAT) times = 3 + bits(2);
    else {
      before = 0;
      times = symbol == SOME_ZEROS ? 3 + bits(3) : 11 + bits(7);
    }
    if (count + times > all) return false;
    memory.fill(LENGTHS + count, <u8>before, times);
    count += times;
  }
  return true;
}

const REPEAT: u32 = 16;
const SOME_ZEROS: u32 = 17;
