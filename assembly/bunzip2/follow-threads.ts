import { Counts } from './counts';
import { joinSegments } from './join-segments';
import {
  CHUNK,
  CHUNKS,
  MARK,
  NEXT_CHUNK,
  SCRATCH,
  SEGMENT,
  SEGMENTS,
  S_CHUNK,
  S_LENGTH,
  S_NEXT,
  S_START,
  WALKER,
  WALKERS,
  WORDS,
  W_AT,
  W_END,
  W_OUT,
  W_SEGMENT,
} from './layout';
import { markSegments, segmentAt } from './segments';
import { stepAll } from './step-all';

let segments: u32 = 0;
let begun: u32 = 0;
let chunks: u32 = 0;

/**
 * Writes the bytes in the order of the thread. Each word is far from the one before it, and to wait for memory once
 * for each is what takes long. So the thread is cut at some words, and several pieces are followed side by side, into
 * chunks; then those are joined, from the origin on. A block of one byte value, or of a repeated text, is many threads,
 * of which one is told again and again.
 */
export function followThreads(origin: u32): void {
  segments = markSegments(origin);
  // whoever has no segment reads this word again and again
  store<u32>(WORDS + ((<usize>Counts.words) << 2), Counts.words << 8);
  begun = 0;
  chunks = 0;
  for (let walker: u32 = 0; walker < WALKERS; walker++) nextSegment(WALKER + ((<usize>walker) << 5));
  while (walk());
  joinSegments();
}

/** Sends a walker to the next segment that nobody has begun; past its first word, whose mark is its own. */
function nextSegment(walker: usize): void {
  if (begun == segments) {
    store<u32>(walker + W_AT, Counts.words);
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

/** Goes on until a walker is at the end of its chunk or segment. Gives false when all have come to their ends. */
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
