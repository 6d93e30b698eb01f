import type { BitReader } from './bit-reader.js';

/** A canonical Huffman code: codes of one length follow one another, shorter ones come first. */
export interface HuffmanTable {
  readonly shortest: number;
  readonly longest: number;
  /** Length → the last code of that length, or -1. */
  readonly lastCode: Int32Array;
  /** Length → what to subtract from a code to get its place in `symbols`. */
  readonly offset: Int32Array;
  /** Symbols by length, then by value. */
  readonly symbols: Uint16Array;
}

const LONGEST = 20;

export function huffmanTable(lengths: Uint8Array): HuffmanTable {
  const order = Array.from(lengths, (_, symbol) => symbol).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const counts = new Int32Array(LONGEST + 2);
  for (const length of lengths) counts[length]! += 1;
  const lastCode = new Int32Array(LONGEST + 1).fill(-1);
  const offset = new Int32Array(LONGEST + 1);
  let code = 0;
  let before = 0;
  for (let length = 1; length <= LONGEST; length++) {
    const these = counts[length] ?? 0;
    offset[length] = code - before;
    code += these;
    before += these;
    if (these > 0) lastCode[length] = code - 1;
    code <<= 1;
  }
  return {
    shortest: lengths[order[0] ?? 0] ?? 1,
    longest: lengths[order.at(-1) ?? 0] ?? LONGEST,
    lastCode,
    offset,
    symbols: Uint16Array.from(order),
  };
}

/** The symbol of the next code; undefined where no code of the table fits. */
export function nextSymbol(table: HuffmanTable, bits: BitReader): number | undefined {
  let code = bits.bits(table.shortest);
  for (let length = table.shortest; length <= table.longest; length++) {
    const last = table.lastCode[length] ?? -1;
    if (last >= 0 && code <= last) return table.symbols[code - (table.offset[length] ?? 0)];
    code = (code << 1) | bits.bit();
  }
  return undefined;
}
