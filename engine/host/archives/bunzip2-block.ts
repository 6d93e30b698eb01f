import { bitsAt } from './bit-window.js';
import { BrokenArchive } from './broken-archive.js';
import { HuffmanTable, QUICK_BITS } from './huffman.js';

const GROUP = 50;
const LONGEST_RUN_WEIGHT = 1 << 21;
const MOST_WORDS = 900_000;
const MOST_SELECTORS = 2 ** 15;
const LONGEST_REPEAT = 255;

/** Where the bits of a block are: it may reach from one bit up to before another, and zeros lie behind. */
export interface BlockBits {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Decodes one block at a time, first as far as its thread, then its bytes piece by piece. Its arrays are used again and again. */
export class BlockDecoder {
  readonly #words = new Uint32Array(MOST_WORDS);
  readonly #selectors = new Uint8Array(MOST_SELECTORS);
  readonly #tables = Array.from({ length: 6 }, () => new HuffmanTable());
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #count = 0;
  // where the thread is followed
  #index = 0;
  #word = 0;
  #equal = 0;
  #previous = -1;
  #crc = -1;

  /**
   * Reads the block that begins here, behind its mark and checksum. Gives the bit behind it,
   * or undefined when its bits end before it does; throws where it is not well formed.
   */
  begin({ bytes, from, to }: BlockBits): number | undefined {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    try {
      if (this.#bits(1) === 1) throw damaged('it is of an obsolete kind');
      const origin = this.#bits(24);
      const symbols = this.#readSymbols();
      this.#readTables(symbols.length + 2);
      const counts = new Int32Array(256);
      this.#readWords(symbols, counts);
      if (origin >= this.#count) throw damaged('its starting point');
      threadWords(this.#words, this.#count, counts);
      this.#word = this.#words[origin] ?? 0;
    } catch (error) {
      if (error instanceof Short) return undefined;
      throw error;
    }
    this.#index = 0;
    this.#equal = 0;
    this.#previous = -1;
    this.#crc = -1;
    return this.#at;
  }

  /** How many words the block holds: what the stream's level limits. */
  get words(): number {
    return this.#count;
  }

  /** Whether all its bytes have been given. */
  get done(): boolean {
    return this.#index === this.#count;
  }

  /** The checksum of the bytes so far, as 32 bits without a sign. */
  get crc(): number {
    return ~this.#crc >>> 0;
  }

  #bits(n: number): number {
    if (this.#at + n > this.#end) throw new Short();
    const value = bitsAt(this.#bytes, this.#at, n);
    this.#at += n;
    return value;
  }

  #bit(): number {
    const at = this.#at++;
    if (at >= this.#end) throw new Short();
    return (this.#bytes[at >>> 3]! >>> (7 - (at & 7))) & 1;
  }

  /** Which byte values occur. */
  #readSymbols(): Uint8Array {
    const rows = this.#bits(16);
    const values: number[] = [];
    for (let row = 0; row < 16; row++) {
      if ((rows & (0x8000 >> row)) === 0) continue;
      const columns = this.#bits(16);
      for (let column = 0; column < 16; column++) {
        if ((columns & (0x8000 >> column)) !== 0) values.push(16 * row + column);
      }
    }
    if (values.length === 0) throw damaged('no byte value occurs');
    return Uint8Array.from(values);
  }

  #readTables(symbols: number): void {
    const groups = this.#bits(3);
    if (groups < 2 || groups > 6) throw damaged('its number of tables');
    this.#readSelectors(groups);
    const lengths = new Uint8Array(symbols);
    for (const table of this.#tables.slice(0, groups)) {
      this.#readLengths(lengths);
      table.set(lengths);
    }
  }

  /** Which table each group of 50 symbols uses, kept as positions in a move-to-front list. */
  #readSelectors(groups: number): void {
    const count = this.#bits(15);
    if (count === 0) throw damaged('it has no selector');
    const order = Uint8Array.from({ length: groups }, (_, index) => index);
    for (let index = 0; index < count; index++) {
      let position = 0;
      while (this.#bit() === 1) if (++position >= groups) throw damaged('a selector');
      const chosen = order[position] ?? 0;
      for (; position > 0; position--) order[position] = order[position - 1]!;
      order[0] = chosen;
      this.#selectors[index] = chosen;
    }
    this.#selectors.fill(0xff, count);
  }

  /** Code lengths, each as steps up and down from the one before. */
  #readLengths(lengths: Uint8Array): void {
    let length = this.#bits(5);
    for (let index = 0; index < lengths.length; index++) {
      for (;;) {
        if (length < 1 || length > 20) throw damaged('a code length');
        if (this.#bit() === 0) break;
        length += this.#bit() === 0 ? 1 : -1;
      }
      lengths[index] = length;
    }
  }

  /** Huffman codes, and runs of the most recent byte. The next bits stand at the top of `held`, at least 20 of them. */
  #readWords(symbols: Uint8Array, counts: Int32Array): void {
    const [bytes, words, recent] = [this.#bytes, this.#words, symbols.slice()];
    const last = symbols.length + 1;
    let at = this.#at >>> 3;
    let held = (bytes[at++]! << 24) << (this.#at & 7);
    let ready = 8 - (this.#at & 7);
    let count = 0;
    let run = 0;
    let weight = 1;
    for (let group = 0; ; group++) {
      const table = this.#tables[this.#selectors[group] ?? 0xff];
      if (table === undefined) throw damaged('more symbols than selectors');
      if (at * 8 - ready > this.#end) throw new Short();
      const quick = table.quick;
      for (let left = GROUP; left > 0; left--) {
        for (; ready <= 24; ready += 8) held |= bytes[at++]! << (24 - ready);
        let code = quick[held >>> (32 - QUICK_BITS)]!;
        if (code === 0) code = this.#longCode(table, held >>> 12, at * 8 - ready);
        held <<= code & 31;
        ready -= code & 31;
        const symbol = code >>> 5;
        if (symbol <= 1) {
          if (weight > LONGEST_RUN_WEIGHT) throw damaged('the length of a run');
          run += weight << symbol;
          weight <<= 1;
          continue;
        }
        if (run > 0) {
          if (run > MOST_WORDS - count) throw damaged('more bytes than a block can hold');
          const value = recent[0]!;
          for (const end = count + run; count < end; count++) words[count] = value;
          counts[value]! += run;
          run = 0;
          weight = 1;
        }
        if (symbol === last) return this.#endWords(count, at * 8 - ready);
        if (count === MOST_WORDS) throw damaged('more bytes than a block can hold');
        const value = toFront(recent, symbol - 1);
        words[count++] = value;
        counts[value]! += 1;
      }
    }
  }

  #longCode(table: HuffmanTable, bits: number, at: number): number {
    const code = table.slow(bits);
    if (code !== 0) return code;
    if (at + 20 > this.#end) throw new Short();
    throw damaged('a code');
  }

  #endWords(count: number, at: number): void {
    if (at > this.#end) throw new Short();
    this.#count = count;
    this.#at = at;
  }

  /** Follows the thread and spells out runs (four equal bytes, then how many more), until all is told or `out` is full. */
  write(out: Uint8Array): number {
    const [words, end, most] = [this.#words, this.#count, out.length - LONGEST_REPEAT];
    let [index, word, equal, previous, crc] = [this.#index, this.#word, this.#equal, this.#previous, this.#crc];
    let filled = 0;
    for (; index < end && filled < most; index++) {
      word = words[word >>> 8]!;
      const value = word & 0xff;
      if (equal === 4) {
        for (let more = 0; more < value; more++) {
          crc = (crc << 8) ^ CRC[(crc >>> 24) ^ previous]!;
          out[filled++] = previous;
        }
        equal = 0;
        previous = -1;
      } else {
        crc = (crc << 8) ^ CRC[(crc >>> 24) ^ value]!;
        out[filled++] = value;
        equal = value === previous ? equal + 1 : 1;
        previous = value;
      }
    }
    [this.#index, this.#word, this.#equal, this.#previous, this.#crc] = [index, word, equal, previous, crc];
    return filled;
  }
}

/** The bits end before the block does. */
class Short extends Error {}

function damaged(what: string): BrokenArchive {
  return new BrokenArchive(`it is damaged: a bzip2 block is not well formed (${what})`);
}

function toFront(recent: Uint8Array, position: number): number {
  const value = recent[position]!;
  if (position > 32) recent.copyWithin(1, 0, position);
  else for (let index = position; index > 0; index--) recent[index] = recent[index - 1]!;
  recent[0] = value;
  return value;
}

/** Undoes the sorting: each word gets, above its byte, the index of the word that follows it. */
function threadWords(words: Uint32Array, count: number, starts: Int32Array): void {
  let sum = 0;
  for (let value = 0; value < 256; value++) {
    const these = starts[value]!;
    starts[value] = sum;
    sum += these;
  }
  for (let index = 0; index < count; index++) {
    const value = words[index]! & 0xff;
    const place = starts[value]!;
    starts[value] = place + 1;
    words[place]! |= index << 8;
  }
}

/** bzip2's CRC-32 goes from the most significant bit on, unlike zip's. */
const CRC = Int32Array.from({ length: 256 }, (_, value) => {
  let crc = value << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
