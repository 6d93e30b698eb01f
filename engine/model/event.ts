import type { FailedAttempt, Outcome, RunSummary } from './outcome.js';
import type { Progress } from './ports.js';

/** What happens in a run, in the order it happens. `at` is milliseconds since 1970. */
export type Event = { readonly at: number } & EventBody;

export type EventBody =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly manifest: string;
      readonly title: string;
      readonly platform: string;
      readonly profile: string;
      readonly root: string;
      readonly steps: readonly {
        readonly id: string;
        readonly title: string;
        readonly onDemand: boolean;
        readonly estimateMinutes?: number;
      }[];
    }
  | { readonly type: 'step-started'; readonly step: string }
  | {
      readonly type: 'attempt-started';
      readonly step: string;
      readonly attempt: string;
      readonly rung: number;
      readonly description: string;
    }
  | { readonly type: 'progress'; readonly step: string; readonly progress: Progress }
  | { readonly type: 'output'; readonly step: string; readonly line: string }
  | { readonly type: 'attempt-failed'; readonly step: string; readonly failed: FailedAttempt; readonly next?: string }
  | {
      readonly type: 'retry-scheduled';
      readonly step: string;
      readonly attempt: string;
      readonly inMs: number;
      readonly remaining: number;
    }
  | { readonly type: 'step-settled'; readonly step: string; readonly outcome: Outcome; readonly ms: number }
  | { readonly type: 'run-finished'; readonly summary: RunSummary };
