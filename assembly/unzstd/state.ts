import { WINDOW } from './layout';

/** The frame that is decoded, as far as it is. */
export class Frame {
  /** No offset may be larger. */
  static window: u32 = 0;
  /** No block may be longer. */
  static mostOfBlock: u32 = 0;
  static hasTree: bool = false;
  static hasTables: bool = false;
  /** The last offsets, the newest first. */
  static offset1: u32 = 1;
  static offset2: u32 = 4;
  static offset3: u32 = 8;
}

/**
 * What was decoded, in a circle: where the room for a whole block is not left, it goes on at the front, and the oldest is
 * written over. There is so much room that this is never nearer than what an offset may reach.
 */
export class Window {
  static out: usize = WINDOW;
  static end: usize = WINDOW;
  /** Bytes that the last round gave; none in the first. */
  static lap: usize = 0;
}

/** The literals of the block that is decoded: in the input, or at `LITERALS`. */
export class Literals {
  static at: usize = 0;
  static end: usize = 0;
}

/** The sequences of the block that is decoded: how far they are. */
export class Sequences {
  static start: usize = 0;
  static end: usize = 0;
  static count: u32 = 0;
  static literalsLengthLog: u64 = 0;
  static matchLengthLog: u64 = 0;
  static offsetLog: u64 = 0;
  /** Where 8 bytes are held, and how many bits of them are not taken: the highest are first. */
  static at: usize = 0;
  static left: u64 = 0;
  /** Before the states that follow the last sequence, which are not there when it is the last of all. */
  static leftBefore: u64 = 0;
  /** Places of rows in the tables. */
  static literalsLength: usize = 0;
  static matchLength: usize = 0;
  static offset: usize = 0;
  /** Of those that were decoded and not executed: the sums of their lengths, and the largest offset, less one. */
  static literals: u32 = 0;
  static matches: u32 = 0;
  static farthest: u32 = 0;
}
