// Decodes the blocks of zstd (RFC 8878), in AssemblyScript: what takes nearly all of the time. `npm run wasm` compiles it.
// Whoever calls puts whole blocks at `INPUT`, and takes what they are decoded to out of the window, before it asks for more.
// Nothing of the bits is believed: each index that comes from them is held against what it counts.
import { prepareCodes } from './codes';
import { areSequencesWhole, beginSequences, decodeSequences, isBehindStart } from './decode-sequences';
import { executeSequences, preparePatterns } from './execute-sequences';
import { MOST_AT_ONCE, WINDOW } from './layout';
import { LiteralsSection, readLiterals } from './literals';
import { DONE, LENGTHS, NO_CONTENT, OFFSET, SEQUENCES_STREAM, TOO_LONG } from './results';
import { readSequencesHeader } from './sequences-section';
import { Frame, Literals, Sequences, Window } from './state';
import { addToSum, beginSum, lowerSum } from './xxhash';

export { INPUT } from './layout';

const RAW: u32 = 0;
const RLE: u32 = 1;

/** A window that is small is not gone round in more often than this makes needed. */
const LEAST_ROOM: usize = 0x80000;
const LARGEST_BLOCK: usize = 0x20000;
/** What may be written behind a block, with some to spare. */
const BEHIND: usize = 64;

/** To be called once, before all else. */
export function prepare(): void {
  prepareCodes();
  preparePatterns();
}

/**
 * Begins with a new frame: how far back an offset may reach, and how much of that there can be. Gives false where there is no
 * memory for it.
 */
export function begin(window: u32, most: u32): bool {
  const largest = <u32>min<usize>(window, LARGEST_BLOCK);
  const room = max(<usize>min(window, most) + 2 * largest, LEAST_ROOM);
  const pages = <i32>((WINDOW + room + 2 * BEHIND + 0xffff) >> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) return false;
  Frame.window = window;
  Frame.mostOfBlock = largest;
  Frame.hasTree = false;
  Frame.hasTables = false;
  Frame.offset1 = 1;
  Frame.offset2 = 4;
  Frame.offset3 = 8;
  Window.out = WINDOW;
  Window.end = WINDOW + room + BEHIND;
  Window.lap = 0;
  beginSum();
  return true;
}

/** Whether there is room for one more block behind the others. */
export function hasRoom(): bool {
  return Window.end - Window.out >= <usize>Frame.mostOfBlock + BEHIND;
}

/** Goes on at the front of the window. */
export function goRound(): void {
  Window.lap = Window.out - WINDOW;
  Window.out = WINDOW;
}

/** Where in the memory the next block comes to stand. */
export function next(): usize {
  return Window.out;
}

/** Decodes a block of this type, of which so many bytes are in the input, or of RLE, of which so many are made. */
export function block(type: u32, at: usize, size: usize, hasSum: bool): i32 {
  if (size > <usize>Frame.mostOfBlock) return TOO_LONG;
  const start = Window.out;
  let result = DONE;
  if (type == RAW) {
    memory.copy(start, at, size);
    Window.out += size;
  } else if (type == RLE) {
    memory.fill(start, load<u8>(at), size);
    Window.out += size;
  } else result = compressedBlock(at, at + size);
  if (hasSum) addToSum(start, Window.out);
  return result;
}

/** What the checksum of the frame has to be. */
export function checksum(): u32 {
  return lowerSum();
}

function compressedBlock(at: usize, end: usize): i32 {
  if (at == end) return NO_CONTENT;
  let result = readLiterals(at, end);
  if (result == DONE) result = readSequencesHeader(LiteralsSection.end, end);
  if (result == DONE && Sequences.count > 0) result = sequences(Window.out + Frame.mostOfBlock);
  if (result != DONE) return result;
  const rest = Literals.end - Literals.at;
  memory.copy(Window.out, Literals.at, rest);
  Window.out += rest;
  return DONE;
}

/** Decodes and executes some at a time, so that they stay near. */
function sequences(stop: usize): i32 {
  if (!beginSequences()) return SEQUENCES_STREAM;
  while (Sequences.count > 0) {
    const count = min(Sequences.count, MOST_AT_ONCE);
    decodeSequences(count);
    Sequences.count -= count;
    if (isBehindStart()) return SEQUENCES_STREAM;
    if (Sequences.literals > <u32>(Literals.end - Literals.at)) return LENGTHS;
    // with all literals that are left
    if (Sequences.matches > <u32>(stop - Window.out) - <u32>(Literals.end - Literals.at)) return LENGTHS;
    if (Sequences.farthest >= Frame.window || !executeSequences(count)) return OFFSET;
  }
  return areSequencesWhole() ? DONE : SEQUENCES_STREAM;
}
