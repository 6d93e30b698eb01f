export interface RepeatingBytesOptions {
  /** How many bytes are told again at a time, at the most. */
  readonly longest?: number;
  /** From how far back they are, at the most. */
  readonly farthest?: number;
}

/** Bytes that repeat themselves here and there. */
export function repeatingBytes(
  next: (below: number) => number,
  size: number,
  { longest = 40, farthest = Infinity }: RepeatingBytesOptions = {},
): Buffer {
  const kinds = 1 + next(255);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    const [length, distance] = [Math.min(1 + next(longest), size - at), 1 + next(Math.min(at, farthest))];
    const repeats = at > 0 && next(3) > 0;
    for (let end = at + length; at < end; at++) bytes[at] = repeats ? bytes[at - distance]! : next(kinds);
  }
  return bytes;
}
