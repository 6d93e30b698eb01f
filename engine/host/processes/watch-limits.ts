import { LONGEST_TIMER } from '../clock.js';

export interface LimitReached {
  readonly limit: 'total' | 'silence';
  readonly ms: number;
}

export interface LimitWatch {
  /** The first of the limits that is reached, or the signal's abort; never, when none is. */
  readonly reached: Promise<LimitReached | 'aborted'>;
  /** The program gave a sign of life. */
  heard(): void;
  stop(): void;
}

/** Watches the wall clock, the time since the last output, and the signal. */
export function watchLimits(
  timeout: { readonly totalMs?: number; readonly silenceMs?: number },
  signal: AbortSignal,
): LimitWatch {
  let reach: (reached: LimitReached | 'aborted') => void = () => undefined;
  const reached = new Promise<LimitReached | 'aborted'>(resolve => (reach = resolve));
  const timer = (limit: 'total' | 'silence', ms: number | undefined) =>
    ms === undefined ? undefined : setTimeout(() => reach({ limit, ms }), Math.min(ms, LONGEST_TIMER));
  const total = timer('total', timeout.totalMs);
  const silence = timer('silence', timeout.silenceMs);
  const abort = () => reach('aborted');
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  return {
    reached,
    heard: () => void silence?.refresh(),
    stop: () => {
      clearTimeout(total);
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
    },
  };
}
