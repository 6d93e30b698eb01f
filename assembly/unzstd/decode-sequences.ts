import {
  BITS,
  LITERALS_LENGTH_TABLE,
  MASK,
  MATCH_LENGTH_TABLE,
  NEXT_ROW,
  OFFSET_TABLE,
  SEQUENCES,
  STATE_BITS,
  STATE_MASK,
} from './layout';
import { Frame, Sequences } from './state';

/** Takes the first bits: those that only tell where the others begin, and the first states. Gives whether there are any. */
export function beginSequences(): bool {
  const end = Sequences.end;
  if (Sequences.start >= end || load<u8>(end - 1) == 0) return false;
  const bits = load<u64>(end - 8);
  let left = 63 - clz(bits);
  left -= Sequences.literalsLengthLog;
  Sequences.literalsLength = firstRow(bits >> left, Sequences.literalsLengthLog);
  left -= Sequences.offsetLog;
  Sequences.offset = firstRow(bits >> left, Sequences.offsetLog);
  left -= Sequences.matchLengthLog;
  Sequences.matchLength = firstRow(bits >> left, Sequences.matchLengthLog);
  Sequences.left = left;
  Sequences.at = end - 8;
  return true;
}

@inline
function firstRow(bits: u64, accuracyLog: u64): usize {
  return <usize>(bits & (((<u64>1) << accuracyLog) - 1)) << 4;
}

/**
 * Decodes so many sequences (RFC 8878, 3.1.1.3.2.1.2), and writes them to `SEQUENCES`. They take bits of a bounded number of
 * bytes, so that those which are not there are of memory that is: whether there were enough is looked at when they are taken.
 */
export function decodeSequences(count: usize): void {
  let at = Sequences.at;
  let left = Sequences.left;
  let leftBefore = left;
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
    at += <usize>(left >> 3) - 7;
    left |= 56;
    let bits = load<u64>(at);

    const offsetBits = <u64>load<u8>(offsetRow, OFFSET_TABLE + BITS);
    const matchBits = <u64>load<u8>(matchRow, MATCH_LENGTH_TABLE + BITS);
    const literalsBits = <u64>load<u8>(literalsRow, LITERALS_LENGTH_TABLE + BITS);
    left -= offsetBits;
    let offset = load<u32>(offsetRow, OFFSET_TABLE) + (<u32>(bits >> left) & load<u32>(offsetRow, OFFSET_TABLE + MASK));
    left -= matchBits;
    const matchLength =
      load<u32>(matchRow, MATCH_LENGTH_TABLE) + (<u32>(bits >> left) & load<u32>(matchRow, MATCH_LENGTH_TABLE + MASK));
    // of the 56 that are there in any case, the states may need 26
    if (offsetBits + matchBits + literalsBits > 30) {
      at += <usize>(left >> 3) - 7;
      left |= 56;
      bits = load<u64>(at);
    }
    left -= literalsBits;
    const literalsLength =
      load<u32>(literalsRow, LITERALS_LENGTH_TABLE) +
      (<u32>(bits >> left) & load<u32>(literalsRow, LITERALS_LENGTH_TABLE + MASK));

    if (offsetBits > 1) {
      offset3 = offset2;
      offset2 = offset1;
      offset1 = offset;
    } else {
      // one of those before: which one depends on whether there are literals before the match
      const which = offset + <u32>(literalsLength == 0);
      offset = offset1;
      if (which != 0) {
        offset = which == 1 ? offset2 : which == 2 ? offset3 : offset1 - 1;
        if (which != 1) offset3 = offset2;
        offset2 = offset1;
        offset1 = offset;
      }
    }
    store<u32>(to, literalsLength);
    store<u32>(to, matchLength, 4);
    store<u32>(to, offset, 8);
    literals += literalsLength;
    matches += matchLength;
    farthest = max(farthest, offset - 1);

    // behind the last sequence there are no states
    leftBefore = left;
    left -= <u64>load<u8>(literalsRow, LITERALS_LENGTH_TABLE + STATE_BITS);
    literalsRow = nextRow(literalsRow, LITERALS_LENGTH_TABLE, bits >> left);
    left -= <u64>load<u8>(matchRow, MATCH_LENGTH_TABLE + STATE_BITS);
    matchRow = nextRow(matchRow, MATCH_LENGTH_TABLE, bits >> left);
    left -= <u64>load<u8>(offsetRow, OFFSET_TABLE + STATE_BITS);
    offsetRow = nextRow(offsetRow, OFFSET_TABLE, bits >> left);
  }
  Sequences.at = at;
  Sequences.left = left;
  Sequences.leftBefore = leftBefore;
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

@inline
function nextRow(row: usize, table: usize, bits: u64): usize {
  return <usize>load<u16>(row + table, NEXT_ROW) + (<usize>(<u32>bits & <u32>load<u16>(row + table, STATE_MASK)) << 4);
}

/** Whether more bits were taken than there are, for certain. */
export function isBehindStart(): bool {
  return Sequences.at + 8 < Sequences.start;
}

/** Whether the bits are used up just so. */
export function areSequencesWhole(): bool {
  return ((Sequences.at - Sequences.start) << 3) + <usize>Sequences.leftBefore == 0;
}
