import type { Failure, FailureClass } from './failure.js';

/** How a step ended. One list; nothing else is an ending. */
export type Outcome =
  | SucceededOutcome
  | { readonly kind: 'up-to-date'; readonly attempt: string }
  | { readonly kind: 'failed'; readonly ladder: readonly FailedAttempt[] }
  | { readonly kind: 'blocked'; readonly by: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'cancelled' };

export interface SucceededOutcome {
  readonly kind: 'succeeded';
  readonly attempt: string;
  /** The place on the ladder, from 0: above 0, a fallback was taken. */
  readonly rung: number;
  /** The attempts that failed before it, in order. */
  readonly ladder: readonly FailedAttempt[];
}

export interface FailedAttempt {
  readonly attempt: string;
  readonly class: FailureClass;
  readonly failure: Failure;
  /** What a `diagnose` rule says of it. */
  readonly diagnosis?: { readonly cause: string; readonly remedy: string; readonly more?: string };
}

export interface StepSummary {
  readonly id: string;
  readonly title: string;
  readonly optional: boolean;
  readonly outcome: Outcome;
  /** Milliseconds from its start to its end; 0 for what did not run. */
  readonly ms: number;
  /** What no hash covered, as the plan marks it. */
  readonly unverified: readonly string[];
  /** The step's log, where it has one. */
  readonly log?: string;
}

export interface RunSummary {
  readonly run: string;
  readonly result: 'succeeded' | 'failed' | 'cancelled';
  readonly steps: readonly StepSummary[];
  /** Handed over to the program that uses the environment: name → value. */
  readonly exports: Readonly<Record<string, string>>;
  readonly ms: number;
}
