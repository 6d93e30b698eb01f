import type { Clock } from '../../model/ports.js';

const FIRST_MS = 500;
const LONGEST_MS = 20_000;
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Milliseconds before the next try: full jitter below a doubling limit, and no less than the server asked for, within reason. */
export function delayBefore(nextTry: number, clock: Clock, options: { readonly notBeforeMs?: number }): number {
  const limit = Math.min(LONGEST_MS, FIRST_MS * 2 ** (nextTry - 2));
  const asked = Math.min(options.notBeforeMs ?? 0, LONGEST_RETRY_AFTER_MS);
  return Math.max(Math.round(clock.random() * limit), asked);
}

/** Retry-After as milliseconds from now: seconds, or a date. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Statuses that say "not now", not "no". */
export function worthAnotherTry(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status < 600 && status !== 501 && status !== 505);
}
