// Where all of the memory of the decoder of deflate is, and what an entry of its tables says.

/** What the first look at a table takes; what is longer is found in a second part of it. */
export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 8;
/** Of the codes in which the lengths of the others are told, none is longer. */
export const LENGTH_BITS: u32 = 7;
export const LONGEST_CODE: u32 = 15;
export const MOST_LITERALS: u32 = 286;
export const MOST_DISTANCES: u32 = 30;
export const LONGEST_DISTANCE: usize = 0x8000;
export const OUTPUT_ROOM: usize = 0x40000;

export const LENGTHS: usize = 0x1000; // of the codes of both tables, 320 bytes
export const SORTED: usize = 0x1200; // symbols by the length of their codes, u16 each
export const COUNTS: usize = 0x1500; // of the codes of each length, u32 each
export const PLACES: usize = 0x1600; // in SORTED, u32 for each length
export const LITERALS: usize = 0x2000; // 2,048 entries, and at most 143 times 16
export const DISTANCES: usize = 0x7000; // 256 entries, and at most 15 times 128
export const ORDER: usize = 0xa000; // in which the lengths of the lengths' codes are told, 19 bytes
export const INPUT: usize = 0x10000; // 128 KB and 2 KB
export const OUTPUT: usize = 0x40000; // 256 KB, and what one round may add; before it the last 32 KB that were given

// The lowest byte of an entry tells all bits that it stands for, the next how many of them are the code, and the upper half
// the value that the others are added to. Where it is special, that half is the place of a second part.
export const LITERAL: u32 = 0x80000000;
export const SPECIAL: u32 = 0x8000;
export const END: u32 = 0x4000;
export const NONE: u32 = 0x2000;
