import type { Force } from '../model/keys.js';

/** What is asked of a run. */
export interface ExecuteOptions {
  /** The run's name, as the journal and the logs have it. */
  readonly run: string;
  /** Aborted: nothing new starts, and what runs is ended. */
  readonly signal: AbortSignal;
  /** How many attempts work at the same time. */
  readonly jobs: number;
  readonly force: Force;
  /** Bytes that no hash covers are refused, whatever kind of action would bring them. */
  readonly locked?: boolean;
  /** So is what takes source code. */
  readonly strict?: boolean;
  /** Runs this step and what it needs. */
  readonly only?: string;
  /** Runs what was found broken, and of what stands only what that changes. */
  readonly repair?: Repair;
}

/** What `repair` has found, before it runs. */
export interface Repair {
  /** The steps that were found not to hold. */
  readonly broken: ReadonlySet<string>;
  /** The steps that counted as done, those among them. */
  readonly done: ReadonlySet<string>;
}
