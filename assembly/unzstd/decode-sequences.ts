import { LITERALS_LENGTH_TABLE, MATCH_LENGTH_TABLE, OFFSET_TABLE, SEQUENCES } from './layout';
import { Frame, Sequences } from './state';

/** Takes the first bits: those that only tell where the others begin, and the first states. Gives whether there are any. */
export function beginSequences(): bool {
  const end = Sequences.end;
  if (Sequences.start >= end || load<u8>(end - 1) == 0) return false;
  const bits = load<u64>(end - 8);
  const first = clz(bits) + 1;
  const second = first + Sequences.literalsLengthLog;
  const third = second + Sequences.offsetLog;
  Sequences.literalsLength = <usize>bitsOf(bits, first, Sequences.literalsLengthLog) << 3;
  Sequences.offset = <usize>bitsOf(bits, second, Sequences.offsetLog) << 3;
  Sequences.matchLength = <usize>bitsOf(bits, third, Sequences.matchLengthLog) << 3;
  Sequences.taken = third + Sequences.matchLengthLog;
  Sequences.at = end - 8;
  return true;
}

/**
 * Decodes so many sequences (RFC 8878, 3.1.1.3.2.1.2), and writes them to `SEQUENCES`. They can take bits of at most so many
 * bytes before the first, which are there to be read.
 */
export function decodeSequences(count: usize): void {
  let at = Sequences.at;
  let taken = Sequences.taken;
  let takenBefore = taken;
  let literalsRow = Sequences.literalsLength;
  let matchRow = Sequences.matchLength;
  let offsetRow = Sequences.offset;
  let offset1 = Frame.offset1;
  let offset2 = Frame.offset2;
  let offset3 = Frame.offset3;
  let literals: u32 = 0;
  let matches: u32 = 0;
  let farthest: u32 = 0;
  const stop = SEQUENCES + (count << 4);
  for (let to = SEQUENCES; to < stop; to += 16) {
    at -= <usize>(taken >> 3);
    taken &= 7;
    let bits = load<u64>(at);

    const offsetBits = <u64>load<u8>(offsetRow, OFFSET_TABLE + 7);
    let literalsLength = load<u32>(literalsRow, LITERALS_LENGTH_TABLE);
    let offset: u32;
    if (offsetBits > 1) {
      offset = load<u32>(offsetRow, OFFSET_TABLE) + <u32>((bits << taken) >> (64 - offsetBits));
      taken += offsetBits;
      offset3 = offset2;
      offset2 = offset1;
      offset1 = offset;
    } else {
      // one of those before: which one depends on whether there are literals before it
      const which = <u32>offsetBits + <u32>bitsOf(bits, taken, offsetBits) + <u32>(literalsLength == 0);
      taken += offsetBits;
      offset = offset1;
      if (which != 0) {
        offset = which == 1 ? offset2 : which == 2 ? offset3 : offset1 - 1;
        if (which != 1) offset3 = offset2;
        offset2 = offset1;
        offset1 = offset;
      }
    }

    const matchBits = <u64>load<u8>(matchRow, MATCH_LENGTH_TABLE + 7);
    const literalsBits = <u64>load<u8>(literalsRow, LITERALS_LENGTH_TABLE + 7);
    let matchLength = load<u32>(matchRow, MATCH_LENGTH_TABLE);
    if (matchBits > 0) {
      matchLength += <u32>bitsOf(bits, taken, matchBits);
      taken += matchBits;
    }
    // of 57 that are there in any case, the states need up to 26
    if (offsetBits + matchBits + literalsBits >= 31) {
      at -= <usize>(taken >> 3);
      taken &= 7;
      bits = load<u64>(at);
    }
    if (literalsBits > 0) {
      literalsLength += <u32>bitsOf(bits, taken, literalsBits);
      taken += literalsBits;
    }

    store<u32>(to, literalsLength);
    store<u32>(to, matchLength, 4);
    store<u32>(to, offset, 8);
    literals += literalsLength;
    matches += matchLength;
    farthest = max(farthest, offset - 1);

    // behind the last sequence there are no states
    takenBefore = taken;
    let stateBits = <u64>load<u8>(literalsRow, LITERALS_LENGTH_TABLE + 6);
    literalsRow = <usize>load<u16>(literalsRow, LITERALS_LENGTH_TABLE + 4) + (<usize>bitsOf(bits, taken, stateBits) << 3);
    taken += stateBits;
    stateBits = <u64>load<u8>(matchRow, MATCH_LENGTH_TABLE + 6);
    matchRow = <usize>load<u16>(matchRow, MATCH_LENGTH_TABLE + 4) + (<usize>bitsOf(bits, taken, stateBits) << 3);
    taken += stateBits;
    stateBits = <u64>load<u8>(offsetRow, OFFSET_TABLE + 6);
    offsetRow = <usize>load<u16>(offsetRow, OFFSET_TABLE + 4) + (<usize>bitsOf(bits, taken, stateBits) << 3);
    taken += stateBits;
  }
  Sequences.at = at;
  Sequences.taken = taken;
  Sequences.takenBefore = takenBefore;
  Sequences.literalsLength = literalsRow;
  Sequences.matchLength = matchRow;
  Sequences.offset = offsetRow;
  Sequences.literals = literals;
  Sequences.matches = matches;
  Sequences.farthest = farthest;
  Frame.offset1 = offset1;
  Frame.offset2 = offset2;
  Frame.offset3 = offset3;
}

/** Whether more bits were taken than there are, for certain. */
export function isBehindStart(): bool {
  return Sequences.at + 8 < Sequences.start;
}

/** Whether the bits are used up just so. */
export function areSequencesWhole(): bool {
  return ((Sequences.at - Sequences.start) << 3) + 64 == <usize>Sequences.takenBefore;
}

/** So many bits behind those that are taken; none are 0. */
@inline
function bitsOf(bits: u64, taken: u64, count: u64): u64 {
  return ((bits << taken) >> 1) >> (63 - count);
}
