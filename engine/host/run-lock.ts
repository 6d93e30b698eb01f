import { join } from 'node:path';
import { err, type Result } from '../base/result.js';
import type { FileFailure } from '../model/failure.js';
import { digest } from './digest.js';
import type { LockHolder } from './run-lock/holder.js';
import { lockFile } from './run-lock/lock-file.js';
import { lockSocket } from './run-lock/lock-socket.js';
import { makeFolder } from './make-folder.js';
import { systemCode } from './system-code.js';
import { realTarget } from './writable-roots.js';

export interface RunLock {
  release(): Promise<void>;
}

/** Another run holds it: `heldBy` is words for the user. */
export interface LockRefused {
  readonly heldBy: string;
}

/**
 * One run at a time may change a root. The kernel frees the lock when its holder dies, however it dies, so nothing is
 * ever left to clean up, and a run that is only suspended keeps it.
 *
 * Linux: a socket in the kernel's own name space, without a file. It is shared by all processes of a network name space:
 * two containers with the same root mounted do not see each other's. Windows: a named pipe. macOS has neither, but can
 * lock a file as it opens it.
 */
export async function acquireRunLock(
  stateFolder: string,
  { command }: Pick<LockHolder, 'command'>,
): Promise<Result<RunLock, LockRefused | FileFailure>> {
  const holder: LockHolder = { pid: process.pid, command, since: Date.now() };
  try {
    if (process.platform === 'darwin') {
      await makeFolder(stateFolder);
      return await lockFile(join(stateFolder, 'run.lock'), holder);
    }
    // Whatever way leads to the folder, it is one lock.
    const name = `sam3d-install-${digest((await realTarget(stateFolder)) ?? stateFolder).slice(0, 32)}`;
    return await lockSocket(process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`, holder);
  } catch (error) {
    return err({ kind: 'file', operation: 'lock', path: stateFolder, code: systemCode(error) });
  }
}
