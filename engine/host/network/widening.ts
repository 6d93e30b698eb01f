/** When one connection becomes several. */
export interface Widening {
  /** Connections to one server for one file. */
  readonly most: number;
  /** Of less it is not worth it. */
  readonly leastBytes: number;
  /** How long a rate is looked at. */
  readonly windowMs: number;
  /** Bytes a millisecond; who gives more gives enough. */
  readonly enough: number;
  /** What would be left to wait for. */
  readonly leastMs: number;
  /** Connections beyond the first that may still be opened, by all downloads together. */
  readonly spare: { free: number };
}

const MIB = 1024 * 1024;

export function usualWidening(): Widening {
  const rates = { windowMs: 50, enough: (64 * MIB) / 1000, leastMs: 1500 };
  return { most: 8, leastBytes: 32 * MIB, ...rates, spare: { free: 16 } };
}

/** Told of every piece, says once that the rate is low and no longer grows, so that more connections may help. */
export function createPace(widening: Widening): (now: number, bytes: number, missing: number) => boolean {
  let begun: number | undefined;
  let came = 0;
  let before: number | undefined;
  return (now, bytes, missing) => {
    if (begun === undefined) {
      begun = now;
      return false;
    }
    came += bytes;
    // a clock that is put back begins anew
    const ms = now < begun ? 0 : now - begun;
    if (ms === 0) begun = now;
    if (ms < widening.windowMs) return false;
    const rate = came / Math.max(1, ms);
    const isFlat = before !== undefined && rate < before * 1.25;
    before = rate;
    begun = now;
    came = 0;
    const isLow = rate < widening.enough && missing / rate > widening.leastMs;
    return isFlat && isLow && missing >= widening.leastBytes;
  };
}
