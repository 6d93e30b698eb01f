import type { Action } from '../model/action.js';
import type { Event } from '../model/event.js';
import type { Journal } from '../model/journal.js';
import type { Keeping } from '../model/keeping.js';
import type { Force } from '../model/keys.js';
import type { Platform } from '../model/platform.js';
import type { Archives, Clock, Digest, Files, Network, Paths, Probes, Processes, StepLogs } from '../model/ports.js';

/** All that a run touches: the kinds of actions, and the machine behind its ports. */
export interface ExecuteWorld {
  readonly kinds: ReadonlyMap<string, Action>;
  readonly platform: Platform;
  /** The install root, absolute. */
  readonly root: string;
  readonly stateFolder: string;
  readonly toolCache: (tool: string) => string;
  readonly paths: Paths;
  readonly files: Files;
  readonly network: Network;
  readonly archives: Archives;
  readonly processes: Processes;
  readonly probes: Probes;
  readonly journal: Journal;
  readonly keeping?: Keeping;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly logs: StepLogs;
  readonly emit: (event: Event) => void;
}

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

export interface Repair {
  /** The steps that were found not to hold. */
  readonly broken: ReadonlySet<string>;
  /** The steps that counted as done, those among them. */
  readonly done: ReadonlySet<string>;
}
