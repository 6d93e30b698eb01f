import { PROBABILITIES } from './layout';

/** The description of a table that was read last. */
export class Distribution {
  static accuracyLog: u32 = 0;
  static symbols: u32 = 0;
}

/** Reads the probabilities of symbols (RFC 8878, 4.1.1). Gives where their description ends, and 0 for what is none. */
export function readDistribution(at: usize, end: usize, mostLog: u32, lastSymbol: u32): usize {
  memory.fill(PROBABILITIES, 0, 512);
  if (at >= end) return 0;
  const accuracyLog = (<u32>load<u8>(at) & 15) + 5;
  if (accuracyLog > mostLog) return 0;
  let position: u32 = 4;
  let symbol: u32 = 0;
  let remaining: u32 = (1 << accuracyLog) + 1;
  let threshold: u32 = 1 << accuracyLog;
  let bits = accuracyLog;
  while (remaining > 1 && symbol <= lastSymbol) {
    const ahead = load<u32>(at + (position >> 3)) >> (position & 7);
    // what can still come needs no whole number of bits, so that small values take one less
    const short: u32 = 2 * threshold - 1 - remaining;
    let value: u32 = ahead & (threshold - 1);
    if (value >= short) {
      value = ahead & (2 * threshold - 1);
      if (value >= threshold) value -= short;
      position++;
    }
    position += bits;
    store<i16>(PROBABILITIES + (symbol++ << 1), <i16>value - 1);
    remaining -= value == 0 ? 1 : value - 1;
    while (remaining < threshold) {
      threshold >>= 1;
      bits--;
    }
    if (value == 1) {
      let zeros: u32 = 3;
      while (zeros == 3 && symbol <= lastSymbol) {
        zeros = (<u32>load<u16>(at + (position >> 3)) >> (position & 7)) & 3;
        symbol += zeros;
        position += 2;
      }
    }
  }
  at += (position + 7) >> 3;
  Distribution.accuracyLog = accuracyLog;
  Distribution.symbols = symbol;
  // behind zeros there is always one more, so that there are never too many
  return remaining == 1 && at <= end ? at : 0;
}
