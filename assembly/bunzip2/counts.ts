/** How many there are of what the block is made of. */
export class Counts {
  /** Of byte values that occur. */
  static symbols: u32 = 0;
  static selectors: u32 = 0;
  /** Of what was sorted: runs are not spelled out in it. */
  static words: u32 = 0;
}
