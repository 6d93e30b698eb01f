import { PATTERNS, SEQUENCES, WINDOW } from './layout';
import { Literals, Window } from './state';

/** Makes what does not come from any input. */
export function preparePatterns(): void {
  for (let offset: usize = 1; offset < 16; offset++) {
    for (let index: usize = 0; index < 16; index++) store<u8>(PATTERNS + (offset << 4) + index, <u8>(index % offset));
    store<u8>(PATTERNS + offset, <u8>(16 - (16 % offset)));
  }
}

/**
 * Executes so many sequences (RFC 8878, 3.1.1.4), of whose lengths is known that there are as many literals, and room: up to 31
 * bytes are read and written too much. Gives false for an offset to what was not decoded.
 */
export function executeSequences(count: usize): bool {
  let out = Window.out;
  let literals = Literals.at;
  const lap = Window.lap;
  const room = Window.end - WINDOW;
  const stop = SEQUENCES + (count << 4);
  for (let at = SEQUENCES; at < stop; at += 16) {
    const literalsLength = load<u32>(at);
    v128.store(out, v128.load(literals));
    if (literalsLength > 16) copyFar(out + 16, literals + 16, out + literalsLength);
    out += literalsLength;
    literals += literalsLength;
    const offset = <usize>load<u32>(at, 8);
    const until = out + load<u32>(at, 4);
    // what is not in this round is in the last one, if there was any
    const isOfLap = offset > out - WINDOW;
    const from = out - offset + select<usize>(lap, 0, isOfLap);
    if (from - WINDOW >= room) return false;
    if (isOfLap & (from + (until - out) > WINDOW + lap)) copyAround(out, from, until);
    else if (offset < 16) copyNear(out, from, offset, until);
    else copyFar(out, from, until);
    out = until;
  }
  Window.out = out;
  Literals.at = literals;
  return true;
}

@inline
function copyFar(to: usize, from: usize, until: usize): void {
  do {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    to += 32;
    from += 32;
  } while (to < until);
}

/** The match repeats what it makes itself. */
@inline
function copyNear(to: usize, from: usize, offset: usize, until: usize): void {
  const bytes = v128.swizzle(v128.load(from), v128.load(PATTERNS + (offset << 4)));
  const step = <usize>load<u8>(PATTERNS + offset);
  do {
    v128.store(to, bytes);
    to += step;
  } while (to < until);
}

/** The match begins in the last round of the window, and goes on at the front. */
function copyAround(to: usize, from: usize, until: usize): void {
  const length = WINDOW + Window.lap - from;
  memory.copy(to, from, length);
  to += length;
  for (from = WINDOW; to < until; to++) store<u8>(to, load<u8>(from++));
}
