import type { Span } from '../base/span.js';
import type { FailureClass } from './failure.js';
import type { Facts } from './facts.js';
import type { Platform } from './platform.js';
import type { DeferredText, Value } from './value.js';

/** What will be done on one host: everything but the outputs of steps is in place, and all of it can be printed. */
export interface Plan {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly platform: Platform;
  readonly profile: string;
  /** Why this profile: "gpu is nvidia, …", or "asked for". */
  readonly profileReason: string;
  /** The install root, absolute (or a name in angle brackets when it is planned for no place). */
  readonly root: string;
  readonly facts: Facts;
  /** In force after platform, profile and `--set`. */
  readonly versions: ReadonlyMap<string, string>;
  readonly options: ReadonlyMap<string, string>;
  readonly paths: ReadonlyMap<string, string>;
  /** What this platform cannot have, in the manifest's words. */
  readonly notes: readonly string[];
  readonly preflight: Preflight;
  readonly artifacts: ReadonlyMap<string, PlannedArtifact>;
  /** What downloads call themselves, by host; where a host has none, sam3d-install. */
  readonly userAgents: ReadonlyMap<string, string>;
  /** In topological order; of steps free to run at the same time the manifest's order decides. */
  readonly steps: readonly Step[];
  /** Steps that are not for this host, with the reason. */
  readonly skipped: readonly { readonly id: string; readonly title: string; readonly reason: string }[];
  readonly diagnose: readonly Diagnosis[];
}

export interface Preflight {
  /** Bytes. */
  readonly disk?: number;
  /** A version range. */
  readonly glibc?: string;
}

export interface PlannedArtifact {
  readonly id: string;
  /** URLs, tried in this order. */
  readonly sources: readonly string[];
  /** Absent: no hash covers it, and it is marked `unverified` wherever it is shown. */
  readonly sha256?: string;
  /** Bytes. */
  readonly size?: number;
  /** Which of the two said it. */
  readonly coveredBy?: 'manifest' | 'lock';
}

export interface Step {
  readonly id: string;
  readonly title: string;
  /** Ids of the steps that must have settled before any attempt: from `needs`, from checks and exports, and what all attempts need. */
  readonly needs: readonly string[];
  readonly attempts: readonly [Attempt, ...Attempt[]];
  /** Attempts of the ladder that are not for this host, with the reason. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
  readonly onDemand: boolean;
  /** Its failure does not fail the run, and does not block what needs it. */
  readonly optional: boolean;
  /** What the scheduler counts with: the estimate in minutes, at least 1. */
  readonly weight: number;
  readonly verify: readonly Check[];
  readonly exports: Readonly<Record<string, string | DeferredText>>;
  readonly span: Span;
}

export interface Attempt {
  readonly name: string;
  /** The action kind. */
  readonly action: string;
  /** Valid by the kind's schema, interpolated. */
  readonly params: { readonly [key: string]: Value };
  /**
   * Ids of steps it needs beyond the step's own; pulled in when this attempt is reached. When one of them fails, so does
   * this attempt, in the same way, and the ladder goes on.
   */
  readonly needs: readonly string[];
  /** Classes of failure after which it is tried; of no meaning for the first. */
  readonly after: readonly FailureClass[];
  readonly retry: { readonly times: number; readonly delayMs: number };
  readonly timeout: { readonly totalMs?: number; readonly silenceMs?: number };
  readonly env: Readonly<Record<string, string | DeferredText>>;
  /** Ids of artifacts it will fetch. */
  readonly artifacts: readonly string[];
  /** Absolute paths it changes; attempts whose paths are equal or nested exclude each other. */
  readonly locks: readonly (string | DeferredText)[];
  /** One imperative sentence. */
  readonly description: string;
  /** Why what it brings is covered by no hash, where that is so. */
  readonly unverified?: string;
  /** What the lock has in the place of packages that it asks for by name. */
  readonly locked?: LockedList;
  /** Minutes. */
  readonly estimateMinutes?: number;
  /** Room on the disk. */
  readonly estimateBytes?: number;
}

export interface LockedList {
  readonly packages: readonly string[];
  /** True: the params ask for just these. */
  readonly taken: boolean;
}

export type Check =
  | { readonly kind: 'run'; readonly argv: readonly (string | DeferredText)[]; readonly prints?: string }
  | { readonly kind: 'python'; readonly interpreter: string | DeferredText; readonly code: string | DeferredText }
  | { readonly kind: 'file'; readonly path: string | DeferredText };

export interface Diagnosis {
  readonly match: string;
  readonly cause: string;
  readonly remedy: string;
  /** Where to read more. */
  readonly more?: string;
}

/** What a plan is called, and where it leads. */
export type PlanHead = Pick<Plan, 'name' | 'title' | 'root' | 'platform' | 'profile' | 'profileReason'>;
