import type { BitReader } from './bit-reader.js';
import { BrokenArchive } from './broken-archive.js';
import { huffmanTable, nextSymbol, type HuffmanTable } from './huffman.js';

const GROUP = 50;
const LONGEST_RUN_WEIGHT = 1 << 21;
const PIECE = 64 * 1024;
const LONGEST_REPEAT = 255;

/** Reads one block behind its mark and checksum: its bytes piece by piece, and in the end the checksum they really have. */
export function* readBlock(bits: BitReader, words: Uint32Array): Generator<Buffer, number> {
  if (bits.bit() === 1) throw damaged('it is of an obsolete kind');
  const origin = bits.bits(24);
  const symbols = readSymbols(bits);
  const groups = bits.bits(3);
  if (groups < 2 || groups > 6) throw damaged('its number of tables');
  const selectors = readSelectors(bits, groups);
  const tables = Array.from({ length: groups }, () => huffmanTable(readLengths(bits, symbols.length + 2)));
  const count = readWords(bits, { selectors, tables, symbols, words });
  if (origin >= count) throw damaged('its starting point');
  threadWords(words, count);
  return yield* writeBytes(words, count, origin);
}

function damaged(what: string): BrokenArchive {
  return new BrokenArchive(`it is damaged: a bzip2 block is not well formed (${what})`);
}

/** Which byte values occur. */
function readSymbols(bits: BitReader): Uint8Array {
  const rows = bits.bits(16);
  const values: number[] = [];
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.bits(16);
    for (let column = 0; column < 16; column++) {
      if ((columns & (0x8000 >> column)) !== 0) values.push(16 * row + column);
    }
  }
  if (values.length === 0) throw damaged('no byte value occurs');
  return Uint8Array.from(values);
}

/** Which table each group of 50 symbols uses, kept as positions in a move-to-front list. */
function readSelectors(bits: BitReader, groups: number): Uint8Array {
  const count = bits.bits(15);
  if (count === 0) throw damaged('it has no selector');
  const selectors = new Uint8Array(count);
  const order = Uint8Array.from({ length: groups }, (_, index) => index);
  for (let index = 0; index < count; index++) {
    let position = 0;
    while (bits.bit() === 1) if (++position >= groups) throw damaged('a selector');
    selectors[index] = toFront(order, position);
  }
  return selectors;
}

function toFront(order: Uint8Array, position: number): number {
  const value = order[position] ?? 0;
  order.copyWithin(1, 0, position);
  order[0] = value;
  return value;
}

/** Code lengths, each as steps up and down from the one before. */
function readLengths(bits: BitReader, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  let length = bits.bits(5);
  for (let index = 0; index < count; index++) {
    for (;;) {
      if (length < 1 || length > 20) throw damaged('a code length');
      if (bits.bit() === 0) break;
      length += bits.bit() === 0 ? 1 : -1;
    }
    lengths[index] = length;
  }
  return lengths;
}

interface Coded {
  readonly selectors: Uint8Array;
  readonly tables: readonly HuffmanTable[];
  readonly symbols: Uint8Array;
  readonly words: Uint32Array;
}

/** Huffman codes and runs of the most recent byte, into `words`; gives their number. */
function readWords(bits: BitReader, { selectors, tables, symbols, words }: Coded): number {
  const last = symbols.length + 1;
  const recent = symbols.slice();
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let read = 0; ; read++) {
    const table = tables[selectors[Math.floor(read / GROUP)] ?? tables.length];
    if (table === undefined) throw damaged('more symbols than selectors');
    const symbol = nextSymbol(table, bits);
    if (symbol === undefined) throw damaged('a code');
    if (symbol <= 1) {
      if (weight > LONGEST_RUN_WEIGHT) throw damaged('the length of a run');
      run += weight << symbol;
      weight <<= 1;
      continue;
    }
    if (run > words.length - count) throw damaged('more bytes than a block can hold');
    words.fill(recent[0] ?? 0, count, count + run);
    count += run;
    run = 0;
    weight = 1;
    if (symbol === last) return count;
    if (count === words.length) throw damaged('more bytes than a block can hold');
    words[count++] = toFront(recent, symbol - 1);
  }
}

/** Undoes the sorting: each word gets, above its byte, the index of the word that follows it. */
function threadWords(words: Uint32Array, count: number): void {
  const starts = new Uint32Array(256);
  for (let index = 0; index < count; index++) starts[words[index] ?? 0]! += 1;
  let sum = 0;
  for (let value = 0; value < 256; value++) {
    const these = starts[value] ?? 0;
    starts[value] = sum;
    sum += these;
  }
  for (let index = 0; index < count; index++) {
    const value = (words[index] ?? 0) & 0xff;
    const place = starts[value]!++;
    words[place] = (words[place] ?? 0) | (index << 8);
  }
}

/** Follows the thread, spells out runs (four equal bytes, then how many more), and sums the checksum up. */
function* writeBytes(words: Uint32Array, count: number, origin: number): Generator<Buffer, number> {
  let out = Buffer.allocUnsafe(PIECE + LONGEST_REPEAT);
  let filled = 0;
  let crc = -1;
  let equal = 0;
  let previous = -1;
  let word = words[origin] ?? 0;
  for (let index = 0; index < count; index++) {
    word = words[word >>> 8] ?? 0;
    const value = word & 0xff;
    if (equal === 4) {
      for (let more = 0; more < value; more++) crc = (crc << 8) ^ CRC[((crc >>> 24) ^ previous) & 0xff]!;
      out.fill(previous, filled, filled + value);
      filled += value;
      equal = 0;
      previous = -1;
    } else {
      crc = (crc << 8) ^ CRC[((crc >>> 24) ^ value) & 0xff]!;
      out[filled++] = value;
      equal = value === previous ? equal + 1 : 1;
      previous = value;
    }
    if (filled >= PIECE) {
      yield out.subarray(0, filled);
      out = Buffer.allocUnsafe(PIECE + LONGEST_REPEAT);
      filled = 0;
    }
  }
  if (filled > 0) yield out.subarray(0, filled);
  return ~crc;
}

/** bzip2's CRC-32 goes from the most significant bit on, unlike zip's. */
const CRC = Int32Array.from({ length: 256 }, (_, value) => {
  let crc = value << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
