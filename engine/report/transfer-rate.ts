import type { Progress } from '../model/ports.js';

/** How fast it goes now, from what has been told of it. */
export interface TransferRate {
  readonly tell: (progress: Progress, at: number) => void;
  /** Amount a second over the last moments; undefined while there is too little to tell. It falls when nothing comes. */
  readonly perSecond: (at: number) => number | undefined;
}

interface Sample {
  readonly at: number;
  readonly done: number;
}

/** One for each step: another phase, or an amount that shrinks, begins anew. */
export function transferRate(): TransferRate {
  let phase: string | undefined;
  let samples: readonly Sample[] = [];
  return {
    tell: (progress, at) => {
      const last = samples.at(-1);
      const isAnew = progress.phase !== phase || (last !== undefined && progress.done < last.done);
      phase = progress.phase;
      const recent = isAnew ? [] : samples.filter((sample, index) => isOfUse(sample, samples[index + 1], at));
      samples = [...recent, { at, done: progress.done }];
    },
    perSecond: at => {
      const [first, last] = [samples[0], samples.at(-1)];
      if (first === undefined || last === undefined || at - first.at < SHORTEST_MS || last.done === first.done)
        return undefined;
      return ((last.done - first.done) / (at - first.at)) * 1000;
    },
  };
}

const WINDOW_MS = 10_000;
const SHORTEST_MS = 1000;

/** The window begins with the last sample before it, so that it is never empty. */
function isOfUse(sample: Sample, next: Sample | undefined, at: number): boolean {
  return at - sample.at <= WINDOW_MS || next === undefined || at - next.at < WINDOW_MS;
}
