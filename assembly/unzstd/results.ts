// What decoding a block gives: that it is done, or what is wrong with it.

export const DONE: i32 = 0;
export const TOO_LONG: i32 = -1;
export const NO_CONTENT: i32 = -2;
export const LITERALS_HEADER: i32 = -3;
export const HUFFMAN_TREE: i32 = -4;
export const NO_TREE: i32 = -5;
export const LITERALS_STREAM: i32 = -6;
export const SEQUENCES_HEADER: i32 = -7;
export const FSE_TABLE: i32 = -8;
export const NO_TABLE: i32 = -9;
export const SEQUENCES_STREAM: i32 = -10;
export const LENGTHS: i32 = -11;
export const OFFSET: i32 = -12;
