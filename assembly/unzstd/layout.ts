// Where all of the memory of the decoder of zstd is. Of the lists that the linker places, the last ends below 0x700.

/** For each offset below 16, which of so many bytes stand in the next 16; before them, by how many of these it goes on. */
export const PATTERNS: usize = 0x700; // 256 bytes

/** Rows as below, for each code of RFC 8878, 3.1.1.3.2.1.1, without states: what its rows in a table begin as. */
export const LITERALS_LENGTH_CODES: usize = 0x800; // 36
export const MATCH_LENGTH_CODES: usize = 0xa40; // 53
export const OFFSET_CODES: usize = 0xda0; // 32

/**
 * Tables of rows of 16 bytes: a baseline, in 4, the mask of its additional bits, in 4; the place of the row of the next state,
 * in 2, the mask of its bits, in 2, their number, and the number of the additional bits.
 */
export const LITERALS_LENGTH_TABLE: usize = 0x1000; // 512
export const MATCH_LENGTH_TABLE: usize = 0x3000; // 512
export const OFFSET_TABLE: usize = 0x5000; // 256
export const PREDEFINED_LITERALS_LENGTH: usize = 0x6000; // 64
export const PREDEFINED_MATCH_LENGTH: usize = 0x6400; // 64
export const PREDEFINED_OFFSET: usize = 0x6800; // 32
export const WEIGHT_TABLE: usize = 0x6c00; // 64
/** What is where in a row. */
export const MASK: usize = 4;
export const NEXT_ROW: usize = 8;
export const STATE_MASK: usize = 10;
export const STATE_BITS: usize = 12;
export const BITS: usize = 13;

/** The symbol in the upper byte, its number of bits in the lower one. */
export const HUFFMAN_TABLE: usize = 0x7000; // 2,048 of 2 bytes
export const WEIGHTS: usize = 0x8000; // 256 bytes
export const RANKS: usize = 0x8100; // u32 for each weight, up to 15
export const PROBABILITIES: usize = 0x8200; // i16 for each of 256 symbols, and one behind them
export const NEXT_STATES: usize = 0x8500; // u16 for each
export const SPREAD: usize = 0x8800; // 512 bytes
export const UNHASHED: usize = 0x8a00; // fewer than 32 bytes
/** Of 16 bytes: length of literals, of the match, and its offset. */
export const SEQUENCES: usize = 0x9000; // 256

export const LITERALS: usize = 0x10000; // 128 KB, and what may be read behind them
export const INPUT: usize = 0x31000; // 256 KB, and what may be read behind; nothing is read more than 64 KB before it
export const WINDOW: usize = 0x80000; // up to the end of the memory

export const LONGEST_CODE: u32 = 11;
/** Sequences that are decoded before they are executed. */
export const MOST_AT_ONCE: u32 = 256;
