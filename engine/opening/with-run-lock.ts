import { err, type Result } from '../base/result.js';
import { clock } from '../host/clock.js';
import type { KernelLock, LockRefused } from '../host/run-lock/kernel-lock.js';
import { acquireRunLock } from '../host/run-lock/run-lock.js';
import type { LockHolder } from '../host/run-lock/holder.js';
import type { FileFailure } from '../model/failure.js';
import { stateFolderOf } from './open-machine.js';
import type { Refusal } from './refusal.js';

/** How to meet a run that holds the lock; without it, it is an end at once. */
export interface Patience {
  /** Whether to wait for it: `--wait`. */
  readonly wait: boolean;
  /** Aborted: the waiting ends as if there were none. */
  readonly signal: AbortSignal;
  /** Told who is waited for, once for each. */
  readonly onWait: (text: string) => void;
}

export interface RunLockOptions {
  readonly holder: LockHolder;
  readonly patience?: Patience;
}

/** Does something to a root while no other run can; told whether another one worked there until now. */
export async function withRunLock<T>(
  root: string,
  options: RunLockOptions,
  work: (hasWaited: boolean) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  let heldBy: string | undefined;
  const onHeld = (by: string) => {
    if (by !== heldBy) options.patience?.onWait(`waiting for another run on ${root}: ${by}`);
    heldBy = by;
  };
  const lock = await takeLock(root, options, onHeld);
  if (!lock.ok) return err(lockRefusal(root, lock.error, options));
  try {
    return await work(heldBy !== undefined);
  } finally {
    await lock.value.release();
  }
}

const LONGEST_PAUSE_MS = 1000;

/** The kernel tells nobody that a lock is free, so it is asked, soon at first and then less often. */
async function takeLock(
  root: string,
  { holder, patience }: RunLockOptions,
  onHeld: (heldBy: string) => void,
): Promise<Result<KernelLock, LockRefused | FileFailure>> {
  for (let pause = 50; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const lock = await acquireRunLock(stateFolderOf(root), holder);
    const isFinal = patience?.wait !== true || patience.signal.aborted;
    if (lock.ok || isFinal || !('heldBy' in lock.error)) return lock;
    onHeld(lock.error.heldBy);
    await clock.sleep(pause, patience.signal);
  }
}

function lockRefusal(root: string, refused: LockRefused | FileFailure, { patience }: RunLockOptions): Refusal {
  if (!('heldBy' in refused)) return { kind: 'failure', failure: refused };
  const wait = patience === undefined ? 'wait for it to end' : 'wait for it with --wait';
  const help = `${wait}, or stop it, then run the same command again`;
  return { kind: 'host', reason: `another run works on ${root}: ${refused.heldBy}`, help };
}
