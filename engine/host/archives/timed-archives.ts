import { err } from '../../base/result.js';
import type { Archives } from '../../model/ports.js';

/** Hours are more than any archive needs that may be unpacked at all; what takes longer has found a way to stall a reader. */
export const LONGEST_MS = 2 * 60 * 60 * 1000;

/** The same archives, none of which may take longer: an attempt's own time-out may be shorter, or there may be none. */
export function timedArchives(
  archives: Archives,
  { longestMs = LONGEST_MS }: { readonly longestMs?: number } = {},
): Archives {
  return {
    async unpack(request, watch) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), longestMs);
      try {
        const signal = AbortSignal.any([watch.signal, late.signal]);
        const unpacked = await archives.unpack(request, { signal, progress: progress => watch.progress(progress) });
        if (unpacked.ok || unpacked.error.kind !== 'cancelled' || watch.signal.aborted) return unpacked;
        const reason = `it is not unpacked after ${Math.round(longestMs / 60_000)} minutes`;
        return err({ kind: 'archive', archive: request.name, reason });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
