import type { Clock } from '../../engine/model/ports.js';

export interface FakeClock extends Clock {
  /** Turns the hands, and wakes whoever's time has come, in the order of their times. */
  advance(ms: number): Promise<void>;
  /** How many sleep. */
  sleepers(): number;
}

/** A clock turned by hand. */
export function fakeClock(start = 0): FakeClock {
  let now = start;
  const sleeping = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => now,
    random: () => 0.5,
    sleepers: () => sleeping.size,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve();
        const sleeper = {
          until: now + ms,
          wake: () => {
            sleeping.delete(sleeper);
            signal.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleeping.add(sleeper);
        signal.addEventListener('abort', sleeper.wake);
      }),
    advance: async ms => {
      const end = now + ms;
      for (;;) {
        const [next] = [...sleeping].filter(({ until }) => until <= end).sort((a, b) => a.until - b.until);
        if (next === undefined) break;
        now = next.until;
        next.wake();
        await quiet();
      }
      now = end;
      await quiet();
    },
  };
}

/** Once everything that can happen without the world has happened: all promises that can settle have settled. */
export function quiet(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
