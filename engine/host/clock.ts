import type { Clock } from '../model/ports.js';

/** The machine's own time and chance. */
export const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER));
      signal.addEventListener('abort', wake);
    }),
  random: () => Math.random(),
};

/** A longer one overflows and fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;
