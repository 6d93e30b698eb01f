/** How a failed attempt failed: what a ladder's `after` speaks of. */
export const FAILURE_CLASSES = ['absent', 'refused', 'unreachable', 'failed'] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** What `after` is where a fallback does not say: unreachable never turns silently into another way. */
export const DEFAULT_AFTER: readonly FailureClass[] = ['absent', 'refused', 'failed'];

/** The world's fault: evidence only; the prose is in `report/failure-text.ts`. */
export type Failure =
  | HttpStatusFailure
  | UnreachableFailure
  | MismatchFailure
  | CommandFailure
  | CheckFailure
  | ArchiveFailure
  | FileFailure
  | NotFoundFailure
  | PolicyFailure
  | SourcesFailure
  | NeedFailure
  | NoOutputFailure
  | CancelledFailure;

/** The server answered, and not with the thing. */
export interface HttpStatusFailure {
  readonly kind: 'http-status';
  readonly url: string;
  readonly status: number;
}

export interface UnreachableFailure {
  readonly kind: 'unreachable';
  readonly url: string;
  readonly cause:
    'dns' | 'proxy' | 'connect' | 'tls' | 'timeout' | 'stall' | 'reset' | 'short' | 'redirect' | 'offline';
  readonly detail: string;
  readonly tries: number;
}

/** Other bytes came than the hash or the size promised. */
export interface MismatchFailure {
  readonly kind: 'mismatch';
  readonly url: string;
  readonly what: 'sha256' | 'size';
  readonly expected: string;
  readonly got: string;
  readonly bytes: number;
  /** What the bytes look like, such as "an HTML page". */
  readonly looksLike: string;
}

export interface CommandFailure {
  readonly kind: 'command';
  readonly argv: readonly string[];
  readonly exitCode?: number;
  readonly signal?: string;
  /** Set when the engine ended it. */
  readonly timedOut?: { readonly limit: 'total' | 'silence'; readonly ms: number };
  /** It could not even be started: the system's code, such as ENOENT. */
  readonly startError?: string;
  readonly lastLines: readonly string[];
  /** What the action read from the output; `failed` when it read nothing. */
  readonly means?: FailureClass;
}

/** A `verify` check did not hold, or an action's own look after its run. */
export interface CheckFailure {
  readonly kind: 'check';
  readonly check: string;
  readonly expected: string;
  readonly got: string;
  readonly lastLines: readonly string[];
}

export interface ArchiveFailure {
  readonly kind: 'archive';
  readonly archive: string;
  /** Where it came from. */
  readonly url?: string;
  readonly entry?: string;
  readonly reason: string;
}

export interface FileFailure {
  readonly kind: 'file';
  readonly operation: string;
  readonly path: string;
  /** The system's code, such as ENOSPC. */
  readonly code: string;
}

/** Something that was looked for on this host or in an index is not there. */
export interface NotFoundFailure {
  readonly kind: 'not-found';
  readonly what: string;
  /** What was looked at, and why it would not do. */
  readonly looked: readonly string[];
}

export interface PolicyFailure {
  readonly kind: 'policy';
  readonly rule: string;
  readonly detail: string;
}

/** Every source of an artifact failed, in order. */
export interface SourcesFailure {
  readonly kind: 'sources';
  readonly artifact: string;
  readonly failures: readonly Failure[];
}

/** A step that this attempt needs did not succeed. */
export interface NeedFailure {
  readonly kind: 'need';
  readonly step: string;
  /** How that step failed: this attempt's failure is of the same class. */
  readonly class: FailureClass;
}

/** A value is asked of a step that did not give it: the attempt that made it has none, such as a conda prefix without Python. */
export interface NoOutputFailure {
  readonly kind: 'no-output';
  readonly step: string;
  /** The attempt of that step which made it. */
  readonly attempt: string;
  readonly output: string;
}

export interface CancelledFailure {
  readonly kind: 'cancelled';
}

export function failureClass(failure: Failure): FailureClass {
  switch (failure.kind) {
    case 'http-status':
      return statusClass(failure.status);
    case 'unreachable':
      return 'unreachable';
    case 'mismatch':
    case 'policy':
      return 'refused';
    case 'command':
      return failure.means ?? 'failed';
    case 'not-found':
      return 'absent';
    case 'need':
      return failure.class;
    case 'sources':
      return sourcesClass(failure.failures.map(failureClass));
    case 'no-output':
    case 'check':
    case 'archive':
    case 'file':
    case 'cancelled':
      return 'failed';
  }
}

function statusClass(status: number): FailureClass {
  if (status === 404 || status === 410) return 'absent';
  if (status === 408 || status === 429 || (status >= 500 && status < 600)) return 'unreachable';
  return 'refused';
}

/** One source that could not be asked leaves open whether the thing exists, so it outweighs the others' answers. */
function sourcesClass(classes: readonly FailureClass[]): FailureClass {
  if (classes.includes('unreachable')) return 'unreachable';
  return classes.includes('refused') ? 'refused' : (classes[0] ?? 'failed');
}
