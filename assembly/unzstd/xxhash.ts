import { UNHASHED } from './layout';

const PRIME1: u64 = 0x9e3779b185ebca87;
const PRIME2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME3: u64 = 0x165667b19e3779f9;
const PRIME4: u64 = 0x85ebca77c2b2ae63;
const PRIME5: u64 = 0x27d4eb2f165667c5;

/** XXH64 of a frame's content, without a seed. */
class Sum {
  static lane1: u64 = 0;
  static lane2: u64 = 0;
  static lane3: u64 = 0;
  static lane4: u64 = 0;
  static length: u64 = 0;
}

export function beginSum(): void {
  Sum.lane1 = PRIME1 + PRIME2;
  Sum.lane2 = PRIME2;
  Sum.lane3 = 0;
  Sum.lane4 = 0 - PRIME1;
  Sum.length = 0;
}

/** Adds bytes: whole stripes of 32; what is left of them waits for more. */
export function addToSum(from: usize, end: usize): void {
  const waiting = <usize>Sum.length & 31;
  Sum.length += end - from;
  if (waiting > 0) {
    const missing = min<usize>(32 - waiting, end - from);
    memory.copy(UNHASHED + waiting, from, missing);
    from += missing;
    if (waiting + missing < 32) return;
    addStripes(UNHASHED, UNHASHED + 32);
  }
  const stop = from + ((end - from) & ~31);
  addStripes(from, stop);
  memory.copy(UNHASHED, stop, end - stop);
}

function addStripes(from: usize, stop: usize): void {
  let lane1 = Sum.lane1;
  let lane2 = Sum.lane2;
  let lane3 = Sum.lane3;
  let lane4 = Sum.lane4;
  for (; from < stop; from += 32) {
    lane1 = round(lane1, load<u64>(from));
    lane2 = round(lane2, load<u64>(from, 8));
    lane3 = round(lane3, load<u64>(from, 16));
    lane4 = round(lane4, load<u64>(from, 24));
  }
  Sum.lane1 = lane1;
  Sum.lane2 = lane2;
  Sum.lane3 = lane3;
  Sum.lane4 = lane4;
}

/** The lower half, which is what a frame ends with. */
export function lowerSum(): u32 {
  let sum = PRIME5;
  if (Sum.length >= 32) {
    sum = rotl(Sum.lane1, 1) + rotl(Sum.lane2, 7) + rotl(Sum.lane3, 12) + rotl(Sum.lane4, 18);
    sum = (sum ^ round(0, Sum.lane1)) * PRIME1 + PRIME4;
    sum = (sum ^ round(0, Sum.lane2)) * PRIME1 + PRIME4;
    sum = (sum ^ round(0, Sum.lane3)) * PRIME1 + PRIME4;
    sum = (sum ^ round(0, Sum.lane4)) * PRIME1 + PRIME4;
  }
  sum += Sum.length;
  let at = UNHASHED;
  const end = UNHASHED + (<usize>Sum.length & 31);
  for (; at + 8 <= end; at += 8) sum = rotl(sum ^ round(0, load<u64>(at)), 27) * PRIME1 + PRIME4;
  if (at + 4 <= end) {
    sum = rotl(sum ^ (<u64>load<u32>(at) * PRIME1), 23) * PRIME2 + PRIME3;
    at += 4;
  }
  for (; at < end; at++) sum = rotl(sum ^ (<u64>load<u8>(at) * PRIME5), 11) * PRIME1;
  sum = (sum ^ (sum >> 33)) * PRIME2;
  sum = (sum ^ (sum >> 29)) * PRIME3;
  return <u32>(sum ^ (sum >> 32));
}

@inline
function round(lane: u64, bytes: u64): u64 {
  return rotl(lane + bytes * PRIME2, 31) * PRIME1;
}
