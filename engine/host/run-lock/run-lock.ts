import { join } from 'node:path';
import type { Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { acquireKernelLock, type KernelLock, type LockRefused } from './kernel-lock.js';
import type { LockHolder } from './holder.js';

/** One run at a time may change a root. */
export async function acquireRunLock(
  stateFolder: string,
  holder: Pick<LockHolder, 'command'>,
): Promise<Result<KernelLock, LockRefused | FileFailure>> {
  return acquireKernelLock(stateFolder, join(stateFolder, 'run.lock'), holder);
}
