import type { Clock } from '../../engine/model/ports.js';

export interface HandTurnedClock extends Clock {
  /** How long each sleep would have been. */
  readonly slept: readonly number[];
}

/** A clock on which nobody waits: a sleep ends at once and turns it on. `random` is always a half. */
export function handTurnedClock(start = Date.UTC(2025, 0, 1)): HandTurnedClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
    random: () => 0.5,
  };
}
