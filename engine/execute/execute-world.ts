import type { Action } from '../model/action.js';
import type { Event } from '../model/event.js';
import type { Journal } from '../model/journal.js';
import type { Keeping } from '../model/keeping.js';
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
