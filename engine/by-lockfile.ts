import { ok, type Result } from './base/result.js';
import { digest } from './host/digest.js';
import { pathOfShown } from './host/files/shown-path.js';
import { lockedPlan, planWithLock } from './lockfile/locked-plan.js';
import type { Prepared } from './opening/prepare.js';
import { readPackageLock } from './opening/read-package-lock.js';
import type { Refusal } from './opening/refusal.js';

/** With what the lock of packages has in the place of what is named only. */
export async function byLockfile(prepared: Prepared, cwd: string, by = lockedPlan): Promise<Result<Prepared, Refusal>> {
  const lock = await readPackageLock(pathOfShown(prepared.plan.file, cwd), cwd);
  if (!lock.ok) return lock;
  return ok(lock.value === undefined ? prepared : { ...prepared, plan: by(prepared.plan, lock.value, digest) });
}

/** A lock that is damaged is of no matter to a run that does not take it. */
export async function besideLockfile(prepared: Prepared, cwd: string): Promise<Result<Prepared, Refusal>> {
  const found = await byLockfile(prepared, cwd, planWithLock);
  return found.ok ? found : ok(prepared);
}
