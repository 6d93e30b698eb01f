// Where all of the memory of the decoder of bzip2 is, and what its entries say.

/** No block holds more. */
export const MOST_WORDS: u32 = 900_000;
/** What the first look at a table takes; what is longer is looked for length by length. */
export const QUICK_BITS: u32 = 10;
export const LONGEST_CODE: u32 = 20;
/** Pieces of the thread that are followed side by side, and into how many it is cut, the one at the origin aside. */
export const WALKERS: u32 = 8;
export const SEGMENTS: u32 = 32;
export const CHUNK: u32 = 2048;
export const OUTPUT_ROOM: u32 = 1 << 20;

export const SELECTORS: usize = 0x1000; // 32,768 bytes
export const LENGTHS: usize = 0x9000; // of the codes of one table, 258 bytes
export const ORDER: usize = 0x9200; // of the tables, 6 bytes
export const SYMBOLS: usize = 0x9300; // the byte values that occur, 256 bytes
export const RECENT: usize = 0x9400; // the same, most recent first
export const STARTS: usize = 0x9600; // how often each occurs, then where its words are, 1 KB
export const CRC: usize = 0xa000; // 8 tables of 1 KB
export const TABLES: usize = 0x10000; // 6 of 4 KB
export const WALKER: usize = 0x16000; // 8 of 32 bytes
export const SEGMENT: usize = 0x16200; // 33 of 16 bytes
export const NEXT_CHUNK: usize = 0x16800; // u16 for each chunk
export const SCRATCH: usize = 0x18000; // where walkers write that have nowhere to go, as long as a chunk
export const INPUT: usize = 0x20000; // 4 MB and what may be looked at behind
export const BYTES: usize = 0x430000; // what was sorted, 900,000 bytes and some room
export const CHUNKS: usize = BYTES; // 1 MB and a quarter, when that is no longer needed
export const WORDS: usize = 0x570000; // 900,000 words and one
export const TEXT: usize = WORDS; // 900,000 bytes, when those are no longer needed
export const OUTPUT: usize = 0x8e0000; // 1 MB

// parts of a table
export const QUICK: usize = 0; // the next 10 bits -> symbol * 32 + length of the code; 0 where it is longer, or is none
export const BY_LENGTH: usize = 0x800; // symbols by length, then by value
export const ABOVE: usize = 0xb00; // length -> what is above all codes of at most this length, as 20 bits
export const OFFSET: usize = 0xc00; // length -> what to subtract from a code of this length for its place in BY_LENGTH

/** The mark of a word where a segment begins; indices need 20 bits of the 24 above the byte. */
export const MARK: u32 = 0x80000000;

// parts of a walker: what it reads next, where it writes, the end of its chunk, the number of its segment
export const W_AT: usize = 0;
export const W_OUT: usize = 4;
export const W_END: usize = 8;
export const W_SEGMENT: usize = 12;

// parts of a segment: where it begins, its first chunk, its length, the segment that follows it
export const S_START: usize = 0;
export const S_CHUNK: usize = 4;
export const S_LENGTH: usize = 8;
export const S_NEXT: usize = 12;
