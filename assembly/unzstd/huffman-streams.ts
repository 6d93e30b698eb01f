import { HUFFMAN_TABLE } from './layout';

// Bits are held at the upper end of 64, with a one behind them, which tells how many were taken. A stream of so many symbols
// can only reach so far before its start, into memory that is there; that it was used up just so is looked at in the end.

/** Decodes one stream (RFC 8878, 4.2.2). */
export function decodeStream(start: usize, end: usize, to: usize, behind: usize): bool {
  if (start >= end || load<u8>(end - 1) == 0) return false;
  return finishStream(start, end - 8, firstBits(end), to, behind);
}

/** Decodes four streams (RFC 8878, 3.1.1.3.1.6), before which the lengths of the first three stand. */
export function decodeFourStreams(at: usize, end: usize, to: usize, size: usize): bool {
  if (size < 6 || at + 10 > end) return false;
  const start1 = at + 6;
  const start2 = start1 + load<u16>(at);
  const start3 = start2 + load<u16>(at, 2);
  const start4 = start3 + load<u16>(at, 4);
  if (start4 >= end || start1 == start2 || start2 == start3 || start3 == start4) return false;
  if (load<u8>(start2 - 1) == 0 || load<u8>(start3 - 1) == 0) return false;
  if (load<u8>(start4 - 1) == 0 || load<u8>(end - 1) == 0) return false;
  const part = (size + 3) >> 2;
  const behind = to + size;
  let to1 = to;
  let to2 = to1 + part;
  let to3 = to2 + part;
  let to4 = to3 + part;
  const behind1 = to2;
  const behind2 = to3;
  const behind3 = to4;
  let at1 = start2 - 8;
  let at2 = start3 - 8;
  let at3 = start4 - 8;
  let at4 = end - 8;
  let bits1 = firstBits(start2);
  let bits2 = firstBits(start3);
  let bits3 = firstBits(start4);
  let bits4 = firstBits(end);
  // five codes of eleven bits, seven bits of a byte that was begun, and the one are less than 64
  for (const stop = to4 + (behind - to4) / 5 * 5; to4 < stop; to4 += 5) {
    bits1 = decode(bits1, to1, 0);
    bits2 = decode(bits2, to2, 0);
    bits3 = decode(bits3, to3, 0);
    bits4 = decode(bits4, to4, 0);
    bits1 = decode(bits1, to1, 1);
    bits2 = decode(bits2, to2, 1);
    bits3 = decode(bits3, to3, 1);
    bits4 = decode(bits4, to4, 1);
    bits1 = decode(bits1, to1, 2);
    bits2 = decode(bits2, to2, 2);
    bits3 = decode(bits3, to3, 2);
    bits4 = decode(bits4, to4, 2);
    bits1 = decode(bits1, to1, 3);
    bits2 = decode(bits2, to2, 3);
    bits3 = decode(bits3, to3, 3);
    bits4 = decode(bits4, to4, 3);
    bits1 = decode(bits1, to1, 4);
    bits2 = decode(bits2, to2, 4);
    bits3 = decode(bits3, to3, 4);
    bits4 = decode(bits4, to4, 4);
    to1 += 5;
    to2 += 5;
    to3 += 5;
    at1 -= <usize>(ctz(bits1) >> 3);
    at2 -= <usize>(ctz(bits2) >> 3);
    at3 -= <usize>(ctz(bits3) >> 3);
    at4 -= <usize>(ctz(bits4) >> 3);
    bits1 = (load<u64>(at1) | 1) << (ctz(bits1) & 7);
    bits2 = (load<u64>(at2) | 1) << (ctz(bits2) & 7);
    bits3 = (load<u64>(at3) | 1) << (ctz(bits3) & 7);
    bits4 = (load<u64>(at4) | 1) << (ctz(bits4) & 7);
  }
  return (
    finishStream(start1, at1, bits1, to1, behind1) &&
    finishStream(start2, at2, bits2, to2, behind2) &&
    finishStream(start3, at3, bits3, to3, behind3) &&
    finishStream(start4, at4, bits4, to4, behind)
  );
}

/** A stream is read from its last byte to its first; the highest one of all only tells where it begins. */
@inline
function firstBits(end: usize): u64 {
  const bits = load<u64>(end - 8) | 1;
  return bits << (clz(bits) + 1);
}

/** Of the entry, which is also how far to shift, no more than the lowest six bits count. */
@inline
function decode(bits: u64, to: usize, offset: usize): u64 {
  const entry = load<u16>(<usize>(bits >> 53) << 1, HUFFMAN_TABLE);
  store<u8>(to + offset, entry >> 8);
  return bits << <u64>entry;
}

function finishStream(start: usize, at: usize, bits: u64, to: usize, behind: usize): bool {
  while (to + 5 <= behind) {
    for (let each: usize = 0; each < 5; each++) bits = decode(bits, to, each);
    to += 5;
    at -= <usize>(ctz(bits) >> 3);
    bits = (load<u64>(at) | 1) << (ctz(bits) & 7);
  }
  for (; to < behind; to++) bits = decode(bits, to, 0);
  return ((at - start) << 3) + 64 == <usize>ctz(bits);
}
