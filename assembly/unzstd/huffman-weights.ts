import { Distribution, readDistribution } from './distribution';
import { makeTable } from './fse-table';
import { NEXT_ROW, STATE_BITS, WEIGHTS, WEIGHT_TABLE } from './layout';

const MOST_WEIGHTS: u32 = 255;

/** Reads the weights of all symbols but the last, which is not told (RFC 8878, 4.2.1). Gives how many, 0 for what is none. */
export function readWeights(at: usize, length: usize, isPlain: bool, count: u32): u32 {
  if (!isPlain) return readCodedWeights(at, at + length);
  for (let index: u32 = 0; index < count; index += 2) {
    const both = load<u8>(at + (index >> 1));
    store<u8>(WEIGHTS + index, both >> 4);
    store<u8>(WEIGHTS + index + 1, both & 15);
  }
  return count;
}

/** Two states take turns; what is missing at the end of the bits counts as zeros, and ends it. */
function readCodedWeights(at: usize, end: usize): u32 {
  const first = readDistribution(at, end, 6, 255);
  if (first == 0 || first == end || load<u8>(end - 1) == 0) return 0;
  const accuracyLog = Distribution.accuracyLog;
  makeTable(WEIGHT_TABLE, accuracyLog, Distribution.symbols, 0);
  Bits.start = first;
  Bits.left = (<i32>(end - first - 1) << 3) + 31 - <i32>clz(<u32>load<u8>(end - 1));
  let state = WEIGHT_TABLE + (bits(accuracyLog) << 4);
  let other = WEIGHT_TABLE + (bits(accuracyLog) << 4);
  if (Bits.left < 0) return 0;
  for (let count: u32 = 0; count <= MOST_WEIGHTS - 2; ) {
    store<u8>(WEIGHTS + count++, load<u8>(state));
    const next = WEIGHT_TABLE + load<u16>(state, NEXT_ROW) + (bits(load<u8>(state, STATE_BITS)) << 4);
    if (Bits.left < 0) {
      store<u8>(WEIGHTS + count++, load<u8>(other));
      return count;
    }
    state = other;
    other = next;
  }
  return 0;
}

/** Bits that are read from the last to the first. */
class Bits {
  static start: usize = 0;
  static left: i32 = 0;
}

/** At most 6 bits; of those before the first, zeros. */
@inline
function bits(count: u32): u32 {
  Bits.left -= count;
  const mask = (<u32>1 << count) - 1;
  if (Bits.left < 0) return (<u32>load<u8>(Bits.start) << -Bits.left) & mask;
  return (<u32>load<u16>(Bits.start + (Bits.left >> 3)) >> (Bits.left & 7)) & mask;
}
