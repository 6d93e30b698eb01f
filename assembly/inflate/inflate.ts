// Decodes deflate (RFC 1951), in AssemblyScript: the loops that take nearly all of the time. `npm run wasm` compiles it.
// Whoever calls puts bytes at `INPUT`, with zeros behind the last ones, and takes bytes from `OUTPUT`.
// Nothing of the bits is believed: each index that comes from them is held against what it counts.
import { bits, Input } from './bits';
import {
  DISTANCES,
  DISTANCE_BITS,
  END,
  INPUT,
  LITERAL,
  LITERALS,
  LITERAL_BITS,
  LONGEST_DISTANCE,
  NONE,
  ORDER,
  OUTPUT,
  OUTPUT_ROOM,
  SPECIAL,
} from './layout';
import { BLOCK_TYPE, ENDED, FULL, GOING_ON, HUNGRY, NO_CODE, SHORT, STORED_LENGTH, TOO_FAR } from './results';
import { makeFixedTables, readTables } from './tables';

export { INPUT, OUTPUT } from './layout';

/** No block's tables take more bytes of input. */
const LONGEST_TABLES: usize = 640;
/** Bytes of input that one round of the loop may look at. */
const ROUND: usize = 24;

const IN_HEADER: i32 = 0;
const IN_STORED: i32 = 1;
const IN_CODES: i32 = 2;
const AT_END: i32 = 3;

let state: i32 = IN_HEADER;
let isLast: bool = false;
let stored: usize = 0;
let out: usize = OUTPUT;
/** The oldest byte that may be copied. */
let oldest: usize = OUTPUT;

/** To be called once, before all else. */
export function prepare(): void {
  store<u64>(ORDER, 0x0609070800121110);
  store<u64>(ORDER + 8, 0x020d030c040b050a);
  store<u64>(ORDER + 16, 0x0f010e);
}

/** Begins with a new stream. */
export function begin(): void {
  state = IN_HEADER;
  Input.held = 0;
  Input.heldCount = 0;
  out = OUTPUT;
  oldest = OUTPUT;
}

/** How many bytes there are to be taken. */
export function made(): usize {
  return out - OUTPUT;
}

/** They were taken; those that may still be copied are kept before the others. */
export function taken(): void {
  const kept = min(LONGEST_DISTANCE, out - oldest);
  memory.copy(OUTPUT - kept, out - kept, kept);
  oldest = OUTPUT - kept;
  out = OUTPUT;
}

/** Where in the input the first byte is that is not used. */
export function used(): usize {
  return Input.next - INPUT;
}

/** Decodes the input from one byte to before another, until the room is full, or more is needed, which it never is of the last. */
export function run(first: usize, behind: usize, isFinal: bool): i32 {
  Input.next = INPUT + first;
  Input.end = INPUT + behind;
  while (state != AT_END) {
    let result = GOING_ON;
    if (state == IN_CODES) result = codes(isFinal);
    else if (state == IN_STORED) result = copyStored();
    else if (isFinal || Input.end - Input.next >= LONGEST_TABLES) result = readHeader();
    else result = HUNGRY;
    // what was made of bits that are not there does not count
    if (Input.next > Input.end || (isFinal && result == HUNGRY)) return SHORT;
    if (result != GOING_ON) return result;
  }
  return ENDED;
}

@inline
function blockEnded(): i32 {
  state = isLast ? AT_END : IN_HEADER;
  return GOING_ON;
}

function readHeader(): i32 {
  isLast = bits(1) == 1;
  const type = bits(2);
  if (type == 3) return BLOCK_TYPE;
  if (type == 0) return readStored();
  state = IN_CODES;
  return type == 1 ? makeFixedTables() : readTables();
}

/** What is not compressed begins with a whole byte. */
function readStored(): i32 {
  Input.held = 0;
  Input.heldCount = 0;
  stored = bits(16);
  if (bits(16) != (<u32>stored ^ 0xffff)) return STORED_LENGTH;
  state = IN_STORED;
  return GOING_ON;
}

function copyStored(): i32 {
  const length = min(stored, min(Input.end - Input.next, OUTPUT + OUTPUT_ROOM - min(out, OUTPUT + OUTPUT_ROOM)));
  memory.copy(out, Input.next, length);
  out += length;
  Input.next += length;
  stored -= length;
  if (stored == 0) return blockEnded();
  return Input.next == Input.end ? HUNGRY : FULL;
}

/** Decodes the codes of a block, up to its Input.end or as far as there is input and room. */
function codes(isFinal: bool): i32 {
  let ahead = Input.held;
  let count = Input.heldCount;
  let from = Input.next;
  let to = out;
  let result: i32 = HUNGRY;
  // what is made of the zeros behind the last input is found by counting
  const stop = isFinal ? Input.end + 8 : Input.end - ROUND;
  const bound = OUTPUT + OUTPUT_ROOM;
  while (from <= stop) {
    if (to >= bound) {
      result = FULL;
      break;
    }
    ahead |= load<u64>(from) << count;
    from += <usize>((63 - count) >> 3);
    count |= 56;
    let entry = load<u32>(LITERALS + ((<usize>ahead & 0x7ff) << 2));
    if ((entry & LITERAL) != 0) {
      store<u8>(to, entry >> 16);
      to++;
      ahead >>= entry & 0xff;
      count -= entry & 0xff;
      entry = load<u32>(LITERALS + ((<usize>ahead & 0x7ff) << 2));
      if ((entry & LITERAL) != 0) {
        store<u8>(to, entry >> 16);
        to++;
        ahead >>= entry & 0xff;
        count -= entry & 0xff;
        entry = load<u32>(LITERALS + ((<usize>ahead & 0x7ff) << 2));
        if ((entry & LITERAL) != 0) {
          store<u8>(to, entry >> 16);
          to++;
          ahead >>= entry & 0xff;
          count -= entry & 0xff;
          continue;
        }
      }
    }
    if ((entry & SPECIAL) != 0) {
      if ((entry & (END | NONE)) == 0) {
        ahead >>= LITERAL_BITS;
        count -= LITERAL_BITS;
        entry = load<u32>(LITERALS + ((((entry >> 16) & 0x7fff) + (<u32>ahead & 15)) << 2));
        if ((entry & LITERAL) != 0) {
          store<u8>(to, entry >> 16);
          to++;
          ahead >>= entry & 0xff;
          count -= entry & 0xff;
          continue;
        }
      }
      if ((entry & END) != 0) {
        ahead >>= entry & 0xff;
        count -= entry & 0xff;
        result = blockEnded();
        break;
      }
      if ((entry & NONE) != 0) {
        result = NO_CODE;
        break;
      }
    }
    const bitsOfLength = <u64>(entry & 0xff);
    const length = <usize>(entry >> 16) + <usize>((ahead & ((<u64>1 << bitsOfLength) - 1)) >> <u64>((entry >> 8) & 15));
    ahead >>= bitsOfLength;
    count -= bitsOfLength;
    ahead |= load<u64>(from) << count;
    from += <usize>((63 - count) >> 3);
    count |= 56;
    entry = load<u32>(DISTANCES + ((<usize>ahead & 0xff) << 2));
    if ((entry & SPECIAL) != 0) {
      if ((entry & NONE) == 0) {
        ahead >>= DISTANCE_BITS;
        count -= DISTANCE_BITS;
        entry = load<u32>(DISTANCES + (((entry >> 16) + (<u32>ahead & 127)) << 2));
      }
      if ((entry & NONE) != 0) {
        result = NO_CODE;
        break;
      }
    }
    const bitsOfDistance = <u64>(entry & 0xff);
    const distance = <usize>(entry >> 16) + <usize>((ahead & ((<u64>1 << bitsOfDistance) - 1)) >> <u64>((entry >> 8) & 15));
    ahead >>= bitsOfDistance;
    count -= bitsOfDistance;
    let source = to - distance;
    if (source < oldest) {
      result = TOO_FAR;
      break;
    }
    const until = to + length;
    if (distance >= 16) {
      do {
        v128.store(to, v128.load(source));
        to += 16;
        source += 16;
      } while (to < until);
    } else if (distance == 1) {
      const same = i8x16.splat(load<i8>(source));
      do {
        v128.store(to, same);
        to += 16;
      } while (to < until);
    } else if (distance >= 8) {
      do {
        store<u64>(to, load<u64>(source));
        to += 8;
        source += 8;
      } while (to < until);
    } else {
      do {
        store<u64>(to, load<u64>(source));
        to += distance;
        source += distance;
      } while (to < until);
    }
    to = until;
  }
  // whole bytes go back
  from -= <usize>(count >> 3);
  count &= 7;
  Input.held = ahead & ((<u64>1 << count) - 1);
  Input.heldCount = count;
  Input.next = from;
  out = to;
  return result;
}
