// Decodes one bzip2 block at a time, in AssemblyScript: the loops that take nearly all of the time. `npm run wasm` compiles it.
// All memory is laid out here; whoever calls puts the bits at `INPUT`, with zeros behind, and takes the bytes from `OUTPUT`.
// Nothing of the bits is believed: each index that comes from them is held against what it counts.

const GROUP: u32 = 50;
const LONGEST_RUN_WEIGHT: u32 = 1 << 21;
const MOST_WORDS: u32 = 900_000;
const QUICK_BITS: u32 = 10;
const LONGEST_CODE: u32 = 20;
const OUTPUT_ROOM: u32 = 1 << 20;
const OUTPUT_SPARE: u32 = 4096; // what one step of `write` may add, and more
const SEGMENTS: u32 = 32;
const WALKERS: u32 = 8;
const CHUNK: u32 = 2048;

const SELECTORS: usize = 0x1000; // 32,768 bytes
const LENGTHS: usize = 0x9000; // of the codes of one table, 258 bytes
const ORDER: usize = 0x9200; // of the tables, 6 bytes
const SYMBOLS: usize = 0x9300; // the byte values that occur, 256 bytes
const RECENT: usize = 0x9400; // the same, most recent first
const STARTS: usize = 0x9600; // how often each occurs, then where its words are, 1 KB
const CRC: usize = 0xa000; // 8 tables of 1 KB
const TABLES: usize = 0x10000; // 6 of 4 KB
const WALKER: usize = 0x16000; // 8 of 32 bytes
const SEGMENT: usize = 0x16200; // 33 of 16 bytes
const NEXT_CHUNK: usize = 0x16800; // u16 for each chunk
const SCRATCH: usize = 0x18000; // where walkers write that have nowhere to go, as long as a chunk
export const INPUT: usize = 0x20000; // 4 MB and what may be looked at behind
const BYTES: usize = 0x430000; // what was sorted, 900,000 bytes and some room
const CHUNKS: usize = BYTES; // 1 MB and a quarter, when that is no longer needed
const WORDS: usize = 0x570000; // 900,000 words and one
const TEXT: usize = WORDS; // 900,000 bytes, when those are no longer needed
export const OUTPUT: usize = 0x8e0000; // 1 MB

/** Parts of a table. */
const QUICK: usize = 0; // the next 10 bits -> symbol * 32 + length of the code; 0 where the code is longer, or is none
const BY_LENGTH: usize = 0x800; // symbols by length, then by value
const ABOVE: usize = 0xb00; // length -> what is above all codes of at most this length, as 20 bits
const OFFSET: usize = 0xc00; // length -> what to subtract from a code of this length to get its place in BY_LENGTH

/** What `begin` gives in place of the bit behind the block: its bits end before it does, or it is not well formed. */
export const SHORT: i32 = -1;
const OBSOLETE: i32 = -2;
const ORIGIN: i32 = -3;
const NO_SYMBOL: i32 = -4;
const TABLE_COUNT: i32 = -5;
const NO_SELECTOR: i32 = -6;
const SELECTOR: i32 = -7;
const CODE_LENGTH: i32 = -8;
const FEW_SELECTORS: i32 = -9;
const RUN: i32 = -10;
const TOO_LONG: i32 = -11;
const CODE: i32 = -12;

let at: u32 = 0;
let end: u32 = 0;
let symbolCount: u32 = 0;
let groupCount: u32 = 0;
let selectorCount: u32 = 0;
let count: u32 = 0;

/** Where the text has been told up to. */
let index: u32 = 0;
let checksum: u32 = 0;

/** Reads the block whose bits, behind its mark and checksum, go from one bit of the input to before another. */
export function begin(from: u32, to: u32): i32 {
  at = from;
  end = to;
  index = 0;
  count = 0;
  if (left() < 25) return SHORT;
  if (bits(1) == 1) return OBSOLETE;
  const origin = bits(24);
  let trouble = readSymbols();
  if (trouble == 0) trouble = readSelectors();
  if (trouble == 0) trouble = readTables();
  if (trouble == 0) trouble = readBytes();
  if (trouble != 0) {
    count = 0;
    return trouble;
  }
  if (origin >= count) {
    count = 0;
    return ORIGIN;
  }
  threadWords();
  followThreads(origin);
  checksum = 0xffffffff;
  return at;
}

/** How many words the block holds. */
export function words(): u32 {
  return count;
}

/** How many of them are not told yet. */
export function untold(): u32 {
  return count - index;
}

/** The checksum of the bytes so far. */
export function crc(): u32 {
  return ~checksum;
}

@inline
function left(): u32 {
  return at < end ? end - at : 0;
}

/** At most 24 bits, which are there. */
@inline
function bits(n: u32): u32 {
  const value = (bswap(load<u32>(INPUT + (at >> 3))) << (at & 7)) >>> (32 - n);
  at += n;
  return value;
}

/** Which byte values occur. */
function readSymbols(): i32 {
  if (left() < 16) return SHORT;
  const rows = bits(16);
  symbolCount = 0;
  for (let row: u32 = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) == 0) continue;
    if (left() < 16) return SHORT;
    const columns = bits(16);
    for (let column: u32 = 0; column < 16; column++) {
      if ((columns & (0x8000 >> column)) != 0) store<u8>(SYMBOLS + symbolCount++, 16 * row + column);
    }
  }
  return symbolCount == 0 ? NO_SYMBOL : 0;
}

/** Which table each group of 50 symbols uses, kept as positions in a move-to-front list. */
function readSelectors(): i32 {
  if (left() < 18) return SHORT;
  groupCount = bits(3);
  if (groupCount < 2 || groupCount > 6) return TABLE_COUNT;
  selectorCount = bits(15);
  if (selectorCount == 0) return NO_SELECTOR;
  for (let table: u32 = 0; table < groupCount; table++) store<u8>(ORDER + table, table);
  for (let selector: u32 = 0; selector < selectorCount; selector++) {
    let position: u32 = 0;
    for (;;) {
      if (left() == 0) return SHORT;
      if (bits(1) == 0) break;
      if (++position >= groupCount) return SELECTOR;
    }
    const chosen = load<u8>(ORDER + position);
    for (; position > 0; position--) store<u8>(ORDER + position, load<u8>(ORDER + position - 1));
    store<u8>(ORDER, chosen);
    store<u8>(SELECTORS + selector, chosen);
  }
  return 0;
}

function readTables(): i32 {
  for (let table: u32 = 0; table < groupCount; table++) {
    const trouble = readLengths();
    if (trouble != 0) return trouble;
    makeTable(TABLES + ((<usize>table) << 12));
  }
  return 0;
}

/** Code lengths, each as steps up and down from the one before. */
function readLengths(): i32 {
  if (left() < 5) return SHORT;
  let length = bits(5);
  for (let symbol: u32 = 0; symbol < symbolCount + 2; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) return CODE_LENGTH;
      if (left() == 0) return SHORT;
      if (bits(1) == 0) break;
      if (left() == 0) return SHORT;
      length += bits(1) == 0 ? 1 : -1;
    }
    store<u8>(LENGTHS + symbol, length);
  }
  return 0;
}

/** A canonical code: codes of one length follow one another, shorter ones come first. Lengths that make no code may overflow it. */
function makeTable(table: usize): void {
  memory.fill(table, 0, BY_LENGTH);
  let code: u32 = 0;
  let before: u32 = 0;
  for (let length: u32 = 1; length <= LONGEST_CODE; length++) {
    store<u32>(table + OFFSET + length * 4, code - before);
    for (let symbol: u32 = 0; symbol < symbolCount + 2; symbol++) {
      if (load<u8>(LENGTHS + symbol) != length) continue;
      store<u16>(table + BY_LENGTH + before * 2, symbol);
      before++;
      if (length <= QUICK_BITS) {
        const from = code << (QUICK_BITS - length);
        const to = min<u32>(from + (1 << (QUICK_BITS - length)), 1 << QUICK_BITS);
        for (let each = from; each < to; each++) store<u16>(table + each * 2, symbol * 32 + length);
      }
      code++;
    }
    store<u32>(table + ABOVE + length * 4, code << (LONGEST_CODE - length));
    code <<= 1;
  }
}

/** For codes that are longer: the next 20 bits -> symbol * 32 + length; 0 where no code fits. */
function longCode(table: usize, next: u32): u32 {
  for (let length: u32 = 1; length <= LONGEST_CODE; length++) {
    if (next >= load<u32>(table + ABOVE + length * 4)) continue;
    const place = (next >>> (LONGEST_CODE - length)) - load<u32>(table + OFFSET + length * 4);
    return place < symbolCount + 2 ? (<u32>load<u16>(table + BY_LENGTH + place * 2)) * 32 + length : 0;
  }
  return 0;
}

/** Huffman codes, and runs of the most recent byte. The next bits stand at the top of `held`, at least 32 of them at each code. */
function readBytes(): i32 {
  memory.copy(RECENT, SYMBOLS, 256);
  memory.fill(STARTS, 0, 1024);
  const last = symbolCount + 1;
  let next: usize = INPUT + (at >> 3);
  let held: u64 = ((<u64>bswap(load<u32>(next))) << 32) << (at & 7);
  let ready: u32 = 32 - (at & 7);
  next += 4;
  let told: u32 = 0;
  let run: u32 = 0;
  let weight: u32 = 1;
  for (let group: u32 = 0; group < selectorCount; group++) {
    if (bitAt(next, ready) > end) return SHORT;
    const table: usize = TABLES + ((<usize>load<u8>(SELECTORS + group)) << 12);
    for (let more = GROUP; more > 0; more--) {
      if (ready < 32) {
        held |= (<u64>bswap(load<u32>(next))) << (32 - ready);
        next += 4;
        ready += 32;
      }
      let code = <u32>load<u16>(table + ((<usize>(held >>> (64 - QUICK_BITS))) << 1));
      if (code == 0) {
        code = longCode(table, <u32>(held >>> (64 - LONGEST_CODE)));
        if (code == 0) return orShort(CODE, bitAt(next, ready) + LONGEST_CODE);
      }
      held <<= code & 31;
      ready -= code & 31;
      const symbol = code >>> 5;
      if (symbol <= 1) {
        if (weight > LONGEST_RUN_WEIGHT) return orShort(RUN, bitAt(next, ready));
        run += weight << symbol;
        weight <<= 1;
        continue;
      }
      if (run > 0) {
        if (run > MOST_WORDS - told) return orShort(TOO_LONG, bitAt(next, ready));
        const value = load<u8>(RECENT);
        fill(BYTES + told, value, run);
        const counter = STARTS + ((<usize>value) << 2);
        store<u32>(counter, load<u32>(counter) + run);
        told += run;
        run = 0;
        weight = 1;
      }
      if (symbol == last) {
        at = bitAt(next, ready);
        if (at > end) return SHORT;
        count = told;
        return 0;
      }
      if (told == MOST_WORDS) return orShort(TOO_LONG, bitAt(next, ready));
      const value = toFront(symbol - 1);
      store<u8>(BYTES + told++, value);
      const counter = STARTS + ((<usize>value) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
    }
  }
  return orShort(FEW_SELECTORS, bitAt(next, ready));
}

/** What is read behind the end is no one's fault but the end's. */
@inline
function orShort(trouble: i32, bit: u32): i32 {
  return bit > end ? SHORT : trouble;
}

/** Some bytes more than these may be written behind them. */
@inline
function fill(to: usize, value: u8, length: u32): void {
  const many = i8x16.splat(<i8>value);
  for (let done: u32 = 0; done < length; done += 16) v128.store(to + done, many);
}

@inline
function bitAt(next: usize, ready: u32): u32 {
  return ((<u32>(next - INPUT)) << 3) - ready;
}

/** Moves the value at a position to the front of the list; up to fifteen others at once, in one vector. */
@inline
function toFront(position: u32): u8 {
  const value = load<u8>(RECENT + position);
  for (; position >= 16; position -= 16) v128.store(RECENT + position - 15, v128.load(RECENT + position - 16));
  const list = v128.load(RECENT);
  const moved = i8x16.replace_lane(
    v128.shuffle<i8>(list, list, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
    0,
    value,
  );
  const upTo = i8x16.le_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>position));
  v128.store(RECENT, v128.bitselect(moved, list, upTo));
  return value;
}

/** Undoes the sorting: each word holds a byte and, above it, the index of the word of the byte that follows it. */
function threadWords(): void {
  let sum: u32 = 0;
  for (let value: usize = 0; value < 256; value++) {
    const these = load<u32>(STARTS + (value << 2));
    store<u32>(STARTS + (value << 2), sum);
    sum += these;
  }
  for (let each: u32 = 0; each < count; each++) {
    const value = <u32>load<u8>(BYTES + each);
    const start = STARTS + ((<usize>value) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    store<u32>(WORDS + ((<usize>place) << 2), (each << 8) | value);
  }
}

/** The mark of a word where a segment begins; indices need 20 bits of the 24 above the byte. */
const MARK: u32 = 0x80000000;

// parts of a walker: what it reads next, where it writes, the end of its chunk, the number of its segment
const W_AT: usize = 0;
const W_OUT: usize = 4;
const W_END: usize = 8;
const W_SEGMENT: usize = 12;

// parts of a segment: where it begins, its first chunk, its length, the segment that follows it
const S_START: usize = 0;
const S_CHUNK: usize = 4;
const S_LENGTH: usize = 8;
const S_NEXT: usize = 12;

let segments: u32 = 0;
let begun: u32 = 0;
let chunks: u32 = 0;

/**
 * Writes the bytes in the order of the thread. Each word is far from the one before it, and to wait for memory once for each is
 * what takes long. So the thread is cut at some words, and several pieces are followed side by side, into chunks; then those
 * are joined, from the origin on. A block of one byte value, or of a repeated text, is many threads, of which one is told again and again.
 */
function followThreads(origin: u32): void {
  markSegments(origin);
  // whoever has no segment reads this word again and again
  store<u32>(WORDS + ((<usize>count) << 2), count << 8);
  begun = 0;
  chunks = 0;
  for (let walker: u32 = 0; walker < WALKERS; walker++) nextSegment(WALKER + ((<usize>walker) << 5));
  while (walk());
  join();
}

function markSegments(origin: u32): void {
  segments = 0;
  addSegment(origin);
  const step = count / SEGMENTS;
  if (step < 64) return;
  for (let each: u32 = 0; each < SEGMENTS; each++) {
    if (each * step != origin) addSegment(each * step);
  }
}

function addSegment(start: u32): void {
  store<u32>(SEGMENT + ((<usize>segments) << 4) + S_START, start);
  segments++;
  const first = WORDS + ((<usize>start) << 2);
  store<u32>(first, load<u32>(first) | MARK);
}

/** Sends a walker to the next segment that nobody has begun; past its first word, whose mark is its own. */
function nextSegment(walker: usize): void {
  if (begun == segments) {
    store<u32>(walker + W_AT, count);
    store<u32>(walker + W_SEGMENT, SEGMENTS + 1);
    return;
  }
  const segment = SEGMENT + ((<usize>begun) << 4);
  const first = load<u32>(WORDS + ((<usize>load<u32>(segment + S_START)) << 2)) & ~MARK;
  store<u32>(walker + W_SEGMENT, begun++);
  store<u32>(segment + S_CHUNK, chunks);
  const out = newChunk(walker);
  store<u8>(out, first);
  store<u32>(walker + W_OUT, <u32>out + 1);
  store<u32>(segment + S_LENGTH, 1);
  store<u32>(walker + W_AT, first >>> 8);
}

function newChunk(walker: usize): usize {
  const out = CHUNKS + <usize>(chunks++ * CHUNK);
  store<u32>(walker + W_OUT, <u32>out);
  store<u32>(walker + W_END, <u32>out + CHUNK);
  return out;
}

/** Goes on until a walker is at the end of a chunk or of its segment, and gives it another. Gives false when all have come to their ends. */
function walk(): bool {
  let steps: u32 = CHUNK;
  let active: u32 = 0;
  for (let each: u32 = 0; each < WALKERS; each++) {
    const walker = WALKER + ((<usize>each) << 5);
    if (!prepared(walker)) continue;
    active++;
    steps = min<u32>(steps, load<u32>(walker + W_END) - load<u32>(walker + W_OUT));
  }
  if (active == 0) return false;
  const done = stepAll(steps);
  for (let each: u32 = 0; each < WALKERS; each++) {
    const walker = WALKER + ((<usize>each) << 5);
    const segment = load<u32>(walker + W_SEGMENT);
    if (segment > SEGMENTS) continue;
    store<u32>(walker + W_OUT, load<u32>(walker + W_OUT) + done);
    const length = SEGMENT + ((<usize>segment) << 4) + S_LENGTH;
    store<u32>(length, load<u32>(length) + done);
  }
  return true;
}

/** Gives a walker what it needs for one step at least: false where it has nowhere to go. */
function prepared(walker: usize): bool {
  for (;;) {
    const segment = load<u32>(walker + W_SEGMENT);
    if (segment > SEGMENTS) {
      store<u32>(walker + W_OUT, SCRATCH);
      return false;
    }
    const at = load<u32>(walker + W_AT);
    if (load<u32>(WORDS + ((<usize>at) << 2)) < MARK) break;
    store<u32>(SEGMENT + ((<usize>segment) << 4) + S_NEXT, segmentAt(at));
    nextSegment(walker);
  }
  if (load<u32>(walker + W_OUT) == load<u32>(walker + W_END)) {
    const full = (load<u32>(walker + W_END) - <u32>CHUNKS) / CHUNK - 1;
    store<u16>(NEXT_CHUNK + (full << 1), chunks);
    newChunk(walker);
  }
  return true;
}

function segmentAt(start: u32): u32 {
  let segment: u32 = 0;
  while (load<u32>(SEGMENT + ((<usize>segment) << 4) + S_START) != start) segment++;
  return segment;
}

@inline
function position(walker: usize): u32 {
  return load<u32>(WALKER + (walker << 5) + W_AT);
}

@inline
function place(walker: usize): usize {
  return load<u32>(WALKER + (walker << 5) + W_OUT);
}

@inline
function wordAt(at: u32): u32 {
  return load<u32>(WORDS + ((<usize>at) << 2));
}

/** At most so many steps of all walkers; fewer where one has come to a mark. */
function stepAll(steps: u32): u32 {
  let a = position(0);
  let b = position(1);
  let c = position(2);
  let d = position(3);
  let e = position(4);
  let f = position(5);
  let g = position(6);
  let h = position(7);
  const outA = place(0);
  const outB = place(1);
  const outC = place(2);
  const outD = place(3);
  const outE = place(4);
  const outF = place(5);
  const outG = place(6);
  const outH = place(7);
  let done: u32 = 0;
  for (; done < steps; done++) {
    const wordA = wordAt(a);
    const wordB = wordAt(b);
    const wordC = wordAt(c);
    const wordD = wordAt(d);
    const wordE = wordAt(e);
    const wordF = wordAt(f);
    const wordG = wordAt(g);
    const wordH = wordAt(h);
    if ((wordA | wordB | wordC | wordD | wordE | wordF | wordG | wordH) >= MARK) break;
    store<u8>(outA + done, wordA);
    store<u8>(outB + done, wordB);
    store<u8>(outC + done, wordC);
    store<u8>(outD + done, wordD);
    store<u8>(outE + done, wordE);
    store<u8>(outF + done, wordF);
    store<u8>(outG + done, wordG);
    store<u8>(outH + done, wordH);
    a = wordA >>> 8;
    b = wordB >>> 8;
    c = wordC >>> 8;
    d = wordD >>> 8;
    e = wordE >>> 8;
    f = wordF >>> 8;
    g = wordG >>> 8;
    h = wordH >>> 8;
  }
  store<u32>(WALKER + W_AT, a);
  store<u32>(WALKER + 0x20 + W_AT, b);
  store<u32>(WALKER + 0x40 + W_AT, c);
  store<u32>(WALKER + 0x60 + W_AT, d);
  store<u32>(WALKER + 0x80 + W_AT, e);
  store<u32>(WALKER + 0xa0 + W_AT, f);
  store<u32>(WALKER + 0xc0 + W_AT, g);
  store<u32>(WALKER + 0xe0 + W_AT, h);
  return done;
}

/** Puts the segments one behind the other, from the origin's on and round again, until there are as many bytes as words. */
function join(): void {
  let told: u32 = 0;
  for (let segment: u32 = 0; told < count; ) {
    const here = SEGMENT + ((<usize>segment) << 4);
    let chunk = load<u32>(here + S_CHUNK);
    let more = min<u32>(load<u32>(here + S_LENGTH), count - told);
    while (more > 0) {
      const part = min<u32>(more, CHUNK);
      copy(TEXT + told, CHUNKS + <usize>(chunk * CHUNK), part);
      told += part;
      more -= part;
      chunk = load<u16>(NEXT_CHUNK + (chunk << 1));
    }
    segment = load<u32>(here + S_NEXT);
  }
}

/** Some bytes more than these may be written behind them. */
@inline
function copy(to: usize, from: usize, length: u32): void {
  for (let done: u32 = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}

/** Spells out runs (four equal bytes, then how many more), until all is told or the room is full. Gives how many bytes. */
export function write(): u32 {
  const full = OUTPUT + OUTPUT_ROOM - OUTPUT_SPARE;
  let out: usize = OUTPUT;
  while (index + 32 <= count && out < full) {
    const from = TEXT + index;
    const some = v128.load(from);
    const same = i8x16.bitmask(i8x16.eq(some, v128.load(from + 1)));
    const runs = same & (same >> 1) & (same >> 2);
    v128.store(out, some);
    if (runs == 0) {
      // whichever run begins in the last two is seen from there
      out += 14;
      index += 14;
      continue;
    }
    const first = <u32>ctz(runs);
    const more = <u32>load<u8>(from + first + 4);
    // the fourth of them may lie behind what was copied
    fill(out + first, load<u8>(from + first), more + 4);
    out += first + more + 4;
    index += first + 5;
  }
  if (index + 32 > count && out < full) out = writeLast(out);
  checksum = summed(checksum, OUTPUT, out);
  return <u32>(out - OUTPUT);
}

/** The last few, byte by byte: behind a run may be no number. */
function writeLast(start: usize): usize {
  let out = start;
  let equal: u32 = 0;
  let previous: u32 = 256;
  for (; index < count; index++) {
    const value = <u32>load<u8>(TEXT + index);
    if (equal == 4) {
      fill(out, <u8>previous, value);
      out += value;
      equal = 0;
      previous = 256;
    } else {
      store<u8>(out++, value);
      equal = value == previous ? equal + 1 : 1;
      previous = value;
    }
  }
  return out;
}

/** bzip2's CRC-32 goes from the most significant bit on, unlike zip's; eight bytes at once. */
function summed(start: u32, from: usize, to: usize): u32 {
  let sum = start;
  let p = from;
  for (; p + 8 <= to; p += 8) {
    const a = sum ^ bswap(load<u32>(p));
    const b = load<u32>(p + 4);
    sum =
      load<u32>(CRC + 0x1c00 + ((a >>> 24) << 2)) ^
      load<u32>(CRC + 0x1800 + (((a >>> 16) & 0xff) << 2)) ^
      load<u32>(CRC + 0x1400 + (((a >>> 8) & 0xff) << 2)) ^
      load<u32>(CRC + 0x1000 + ((a & 0xff) << 2)) ^
      load<u32>(CRC + 0xc00 + ((b & 0xff) << 2)) ^
      load<u32>(CRC + 0x800 + (((b >>> 8) & 0xff) << 2)) ^
      load<u32>(CRC + 0x400 + (((b >>> 16) & 0xff) << 2)) ^
      load<u32>(CRC + ((b >>> 24) << 2));
  }
  for (; p < to; p++) sum = (sum << 8) ^ load<u32>(CRC + (((sum >>> 24) ^ load<u8>(p)) << 2));
  return sum;
}

/** To be called once, before all else. */
export function prepare(): void {
  for (let value: u32 = 0; value < 256; value++) {
    let sum = value << 24;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 31) == 1 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
    store<u32>(CRC + (value << 2), sum);
  }
  for (let value: u32 = 0; value < 0x700; value++) {
    const sum = load<u32>(CRC + (value << 2));
    store<u32>(CRC + 0x400 + (value << 2), (sum << 8) ^ load<u32>(CRC + ((sum >>> 24) << 2)));
  }
}
