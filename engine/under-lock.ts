import { err, type Result } from './base/result.js';
import { acquireRunLock, type LockRefused } from './host/run-lock.js';
import type { LockHolder } from './host/run-lock/holder.js';
import type { FileFailure } from './model/failure.js';
import { stateFolderOf } from './open-machine.js';
import type { Refusal } from './refusal.js';

/** Does something to a root while no other run can. */
export async function underLock<T>(
  root: string,
  holder: LockHolder,
  work: () => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const lock = await acquireRunLock(stateFolderOf(root), holder);
  if (!lock.ok) return err(lockRefusal(root, lock.error));
  try {
    return await work();
  } finally {
    await lock.value.release();
  }
}

function lockRefusal(root: string, refused: LockRefused | FileFailure): Refusal {
  if (!('heldBy' in refused)) return { kind: 'failure', failure: refused };
  const help = 'wait for it to end, or stop it, then run the same command again';
  return { kind: 'host', reason: `another run works on ${root}: ${refused.heldBy}`, help };
}
