import { bitsAt } from './bit-window.js';

/** What begins a bzip2 block, at any bit. */
export const BLOCK_MARK = 0x314159265359;
export const MARK_BITS = 48;
/** Bytes that a mark may touch. */
export const MARK_BYTES = 7;

/**
 * The bits at which marks begin, for those that begin in byte `from` or later and lie before byte `to` whatever their bit.
 * The same bits may occur by chance inside of a block: whoever uses a mark must be able to do without it.
 */
export function findMarks(bytes: Uint8Array, from: number, to: number): number[] {
  const found: number[] = [];
  const last = to - MARK_BYTES;
  // of the pairs of bytes that lie wholly in a mark, four in a row begin at least one byte behind its first: one is met in steps of four
  for (let at = from; at <= last + 4; at += 4) {
    if (IN_MARK[(bytes[at]! << 8) | bytes[at + 1]!] === 0) continue;
    for (let byte = Math.max(from, at - 4); byte < at && byte <= last; byte++) {
      for (let bit = byte * 8; bit < byte * 8 + 8; bit++) {
        if (bitsAt(bytes, bit, MARK_BITS) === BLOCK_MARK) found.push(bit);
      }
    }
  }
  return found;
}

/** Two bytes, as one number → whether they occur in a mark, behind its first byte. */
const IN_MARK = inMark();

function inMark(): Uint8Array {
  const table = new Uint8Array(1 << 16);
  const mark = BigInt(BLOCK_MARK);
  for (let shift = 0n; shift < 8n; shift++) {
    const bits = mark << (8n - shift);
    for (let pair = 1n; pair <= 4n; pair++) table[Number((bits >> (40n - pair * 8n)) & 0xffffn)] = 1;
  }
  return table;
}
