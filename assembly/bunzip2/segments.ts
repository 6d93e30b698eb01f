import { Counts } from './counts';
import { MARK, SEGMENT, SEGMENTS, S_START, WORDS } from './layout';

let added: u32 = 0;

/** Cuts the thread at its origin and at some other words. Gives into how many segments. */
export function markSegments(origin: u32): u32 {
  added = 0;
  addSegment(origin);
  const step = Counts.words / SEGMENTS;
  if (step < 64) return added;
  for (let each: u32 = 0; each < SEGMENTS; each++) {
    if (each * step != origin) addSegment(each * step);
  }
  return added;
}

function addSegment(start: u32): void {
  store<u32>(SEGMENT + ((<usize>added) << 4) + S_START, start);
  added++;
  const first = WORDS + ((<usize>start) << 2);
  store<u32>(first, load<u32>(first) | MARK);
}

/** The segment that begins at a word with a mark. */
export function segmentAt(start: u32): u32 {
  let segment: u32 = 0;
  while (load<u32>(SEGMENT + ((<usize>segment) << 4) + S_START) != start) segment++;
  return segment;
}
