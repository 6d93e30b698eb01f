import type { Result } from '../base/result.js';
import type { Made } from './action.js';
import type { Failure } from './failure.js';

/** What the journal says of a step that succeeded last. */
export interface StepRecord {
  readonly step: string;
  readonly attempt: string;
  /** The kind of its action. */
  readonly uses?: string;
  /** See `keys.ts`. */
  readonly key: string;
  readonly made: Made;
  /** How each of `made.files` was found then, by which a change since is seen (`stamp.ts`). */
  readonly stamps?: readonly string[];
  readonly exports: Readonly<Record<string, string>>;
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface RunStarted {
  readonly type: 'run-started';
  readonly run: string;
  readonly at: number;
  readonly manifest: string;
  readonly platform: string;
  readonly profile: string;
}

/** How things stood when a run had ended. */
export interface RunEnd {
  readonly started: RunStarted;
  /** The newest record of each step, by the name that `Journal` has for them. */
  readonly last: readonly StepRecord[];
  /** The steps of those that are done. */
  readonly done: readonly string[];
  /** The run whose work was in use then. */
  readonly good?: string;
}

export type JournalEntry =
  | RunStarted
  | { readonly type: 'step-begun'; readonly run: string; readonly step: string; readonly at: number }
  /** It has been made, and its checks are still to come: it is not done. */
  | { readonly type: 'step-made'; readonly record: StepRecord }
  | { readonly type: 'step-done'; readonly record: StepRecord }
  /** What stood when an earlier run had ended stands again. */
  | { readonly type: 'went-back'; readonly to: string; readonly at: number }
  /** What is made is being removed: from here on nothing counts as done. */
  | { readonly type: 'uninstalled'; readonly at: number }
  /** In the place of all entries before it, of which a long journal keeps only what may be asked for again. */
  | {
      readonly type: 'summed-up';
      readonly at: number;
      /** Of runs that may come back. What stands is how it stood at the end of the last one. */
      readonly ends: readonly RunEnd[];
      /** Paths that were ever made and may still be there, each with the stamps that it may have. */
      readonly made: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly type: 'run-finished'; readonly run: string; readonly at: number; readonly result: string };

export interface Journal {
  /** The newest record of each step that is done. A step that was begun again after it is not done. */
  records(): ReadonlyMap<string, StepRecord>;
  /** The newest record of each step, also of one that was begun again after it, or never passed its checks: what may still lie about. */
  last(): ReadonlyMap<string, StepRecord>;
  /** Durable once it returns, but for what says nothing new of any step: the beginning of one that is not done. */
  append(entry: JournalEntry): Promise<Result<undefined, Failure>>;
}
