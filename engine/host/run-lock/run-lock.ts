import { join } from 'node:path';
import type { Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { acquireKernelLock, askHolder, type KernelLock, type LockRefused } from './kernel-lock.js';
import { holderFrom, holderInWords, type LockHolder } from './holder.js';

/** One run at a time may change a root. */
export async function acquireRunLock(
  stateFolder: string,
  holder: Pick<LockHolder, 'command'>,
): Promise<Result<KernelLock, LockRefused | FileFailure>> {
  return acquireKernelLock(stateFolder, fileIn(stateFolder), holder);
}

/** The run that works on a root. */
export interface RunningThere {
  readonly words: string;
  /** Absent where it does not say who it is. */
  readonly holder?: LockHolder;
}

/** Who works on a root now; nobody is kept from it by the question. */
export async function whoWorksOn(stateFolder: string): Promise<RunningThere | undefined> {
  const said = await askHolder(stateFolder, fileIn(stateFolder));
  if (said === undefined) return undefined;
  const holder = holderFrom(said);
  return { words: holderInWords(said), ...(holder !== undefined && { holder }) };
}

function fileIn(stateFolder: string): string {
  return join(stateFolder, 'run.lock');
}
