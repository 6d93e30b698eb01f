const QUICK = 10;
const LONGEST = 20;

/** Bits that are looked up at once. */
export const QUICK_BITS = QUICK;

/** A canonical Huffman code: codes of one length follow one another, shorter ones come first. */
export class HuffmanTable {
  /** The next 10 bits → symbol * 32 + length of the code; 0 where the code is longer, or is none. */
  readonly quick = new Uint16Array(1 << QUICK);
  /** Length → what is above all codes of at most this length, as 20 bits. */
  readonly #above = new Int32Array(LONGEST + 1);
  /** Length → what to subtract from a code of this length to get its place among the symbols. */
  readonly #offset = new Int32Array(LONGEST + 1);
  /** Symbols by length, then by value. */
  readonly #symbols = new Uint16Array(258);

  /** Makes it the code with these lengths, from 1 to 20. */
  set(lengths: Uint8Array): void {
    this.quick.fill(0);
    let code = 0;
    let before = 0;
    for (let length = 1; length <= LONGEST; length++) {
      this.#offset[length] = code - before;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[before++] = symbol;
        if (length <= QUICK) {
          const from = code << (QUICK - length);
          this.quick.fill(symbol * 32 + length, from, from + (1 << (QUICK - length)));
        }
        code++;
      }
      this.#above[length] = code << (LONGEST - length);
      code <<= 1;
    }
  }

  /** For codes that are longer: the next 20 bits → symbol * 32 + length; 0 where no code fits. */
  slow(bits: number): number {
    for (let length = 1; length <= LONGEST; length++) {
      if (bits >= this.#above[length]!) continue;
      const symbol = this.#symbols[(bits >>> (LONGEST - length)) - this.#offset[length]!];
      return symbol === undefined ? 0 : symbol * 32 + length;
    }
    return 0;
  }
}
