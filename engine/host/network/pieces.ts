import type { Piece } from '../cache/stretch.js';
import type { Incoming } from './incoming.js';
import type { TimeLimits } from './time-limits.js';
import { Lapse, seconds } from './trouble.js';

interface Waiting {
  readonly limits: TimeLimits;
  readonly signal: AbortSignal;
}

/** A body piece by piece; throws a `Lapse` when they stop coming. To be iterated once. */
export async function* pieces(incoming: Incoming, { limits, signal }: Waiting): AsyncGenerator<Piece> {
  const onAbort = () => incoming.stop(new Error('aborted by the user'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stalled = () => incoming.stop(new Lapse('stall', `no byte came for ${seconds(limits.stallMs)}`));
  // only waiting counts: a slow disk is not the server's fault
  let isWaiting = true;
  const timer = setTimeout(() => void (isWaiting && stalled()), limits.stallMs);
  try {
    for (let waited = 0, bytes = 0; ;) {
      const since = performance.now();
      isWaiting = true;
      timer.refresh();
      const piece = await incoming.next();
      isWaiting = false;
      if (piece === undefined) return;
      waited += performance.now() - since;
      bytes += piece.bytes.length;
      yield piece;
      if (waited < limits.crawlMs) continue;
      if (bytes < limits.crawlMs) throw new Lapse('stall', `only ${bytes} bytes came in ${seconds(limits.crawlMs)}`);
      waited = bytes = 0;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    incoming.stop();
  }
}
