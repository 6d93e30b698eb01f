import type { Clock } from '../model/ports.js';

export interface Deadline {
  hasPassed(): boolean;
  stop(): void;
}

/** Calls `end` when the time is over and nobody has stopped it. Without a time it never passes. */
export function startDeadline(clock: Clock, ms: number | undefined, end: () => void): Deadline {
  if (ms === undefined) return NEVER;
  const stopped = new AbortController();
  let passed = false;
  const wait = async (time: number) => {
    await clock.sleep(time, stopped.signal);
    if (stopped.signal.aborted) return;
    passed = true;
    end();
  };
  void wait(ms);
  return { hasPassed: () => passed, stop: () => stopped.abort() };
}

const NEVER: Deadline = { hasPassed: () => false, stop: () => undefined };
