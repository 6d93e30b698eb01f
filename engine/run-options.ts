import type { Result } from './base/result.js';
import type { RunBeginning } from './run-beginning.js';
import type { Repair } from './execute/execute-options.js';
import type { HostEnv } from './host/environment/host-env.js';
import type { LockHolder } from './host/run-lock/holder.js';
import type { Event } from './model/event.js';
import type { Force } from './model/keys.js';
import type { RunSummary } from './model/outcome.js';
import type { PlanHead } from './model/plan.js';
import type { MachineOptions } from './opening/open-machine.js';
import type { Accept } from './opening/trust.js';
import type { Failure } from './model/failure.js';

/** How to run what is wished. */
export interface RunOptions {
  /** Who this run is, for the message to another one on the same root. */
  readonly holder: LockHolder;
  readonly cacheFolder: string;
  readonly env: HostEnv;
  readonly ca?: string;
  readonly mirrors: MachineOptions['mirrors'];
  readonly offline: boolean;
  readonly locked: boolean;
  /** Refuses also what is built from source or comes by git, and mirrors without TLS. */
  readonly strict?: boolean;
  readonly timeouts?: NonNullable<MachineOptions['timeouts']>;
  readonly jobs: number;
  readonly force: Force;
  readonly only?: string;
  /** Whether to wait for another run on the same root. */
  readonly wait: boolean;
  readonly repair?: Repair;
  /** How many earlier environments stay. */
  readonly keep: number;
  /** Done once the root is this run's own, before anything of it stands there. */
  readonly claim?: () => Promise<Result<undefined, Failure>>;
  /** Told how it has ended, while the root is still this run's own. */
  readonly onEnd?: (ended: Installed) => Promise<void>;
  /** Whether the user trusts a manifest from elsewhere; absent: nobody can be asked. */
  readonly accept?: Accept;
  readonly signal: AbortSignal;
  /** Called once, before anything runs. */
  readonly onPlan: (begins: RunBeginning) => void;
  readonly onEvent: (event: Event) => void;
  /** Something of the state that the user should know, such as a damaged journal. */
  readonly onNotice: (text: string) => void;
}

export interface Installed {
  readonly plan: PlanHead;
  readonly summary: RunSummary;
  /** The hand-over file, where the run succeeded. */
  readonly handOver?: string;
  readonly logs: string;
  /** Whether the environment that worked before was put back, or why it could not be. */
  readonly wayBack: Result<boolean, Failure>;
}
