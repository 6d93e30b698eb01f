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
 * Executes so many sequences (RFC 8878, 3.1.1.4), of whose lengths is known that there are as many literals, and room: 16 bytes
 * may be read and written too much. Gives false for an offset to what was not decoded.
 */
export function executeSequences(count: usize): bool {
  let out = Window.out;
  let literals = Literals.at;
  const stop = SEQUENCES + (count << 4);
  for (let at = SEQUENCES; at < stop; at += 16) {
    const literalsLength = load<u32>(at);
    v128.store(out, v128.load(literals));
    if (literalsLength > 16) copyFar(out + 16, literals + 16, out + literalsLength);
    out += literalsLength;
    literals += literalsLength;
    const offset = load<u32>(at, 8);
    const until = out + load<u32>(at, 4);
    if (<usize>offset > out - WINDOW) {
      if (Window.lap == 0) return false;
      copyFromLap(out, until, offset);
    } else if (offset >= 16) copyFar(out, out - offset, until);
    else copyNear(out, offset, until);
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
    to += 16;
    from += 16;
  } while (to < until);
}

/** The match repeats what it makes itself. */
@inline
function copyNear(to: usize, offset: u32, until: usize): void {
  const bytes = v128.swizzle(v128.load(to - offset), v128.load(PATTERNS + (<usize>offset << 4)));
  const step = <usize>load<u8>(PATTERNS + offset);
  do {
    v128.store(to, bytes);
    to += step;
  } while (to < until);
}

/** The match begins in the last round of the window, which is so long that no offset reaches before it. */
function copyFromLap(to: usize, until: usize, offset: u32): void {
  const from = to + Window.lap - offset;
  const length = min(until - to, WINDOW + Window.lap - from);
  memory.copy(to, from, length);
  if (to + length == until) return;
  if (offset >= 16) copyFar(to + length, WINDOW, until);
  else copyNear(to + length, offset, until);
}
