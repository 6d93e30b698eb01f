import { dirname } from 'node:path';
import { err, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { digest } from '../digest.js';
import { makeFolder } from '../files/make-folder.js';
import type { LockHolder } from './holder.js';
import { askFile, lockFile } from './lock-file.js';
import { askSocket, lockSocket } from './lock-socket.js';
import { systemCode } from '../system-code.js';
import { realTarget } from '../files/writable-roots.js';

export interface KernelLock {
  release(): Promise<void>;
}

/** Another process holds it: `heldBy` is words for the user. */
export interface LockRefused {
  readonly heldBy: string;
}

/**
 * A lock on a path, which need not be there. The kernel frees it when its holder dies, however it dies, so nothing is
 * ever left to clean up, and a holder that is only suspended keeps it.
 *
 * Linux: a socket in the kernel's own name space, without a file. It is shared by all processes of a network name space:
 * two containers with the same folder mounted do not see each other's. Windows: a named pipe. macOS has neither, but can
 * lock a file as it opens it; that file is `fileOnMac`.
 */
export async function acquireKernelLock(
  path: string,
  fileOnMac: string,
  { command }: Pick<LockHolder, 'command'>,
): Promise<Result<KernelLock, LockRefused | FileFailure>> {
  const holder: LockHolder = { pid: process.pid, command, since: Date.now() };
  try {
    if (process.platform === 'darwin') {
      await makeFolder(dirname(fileOnMac));
      return await lockFile(fileOnMac, holder);
    }
    return await lockSocket(await socketNameOf(path), holder);
  } catch (error) {
    return err({ kind: 'file', operation: 'lock', path, code: systemCode(error) });
  }
}

/** What the holder of such a lock says of itself, '' where it says nothing; undefined where nobody holds it. Takes no lock. */
export async function askHolder(path: string, fileOnMac: string): Promise<string | undefined> {
  return process.platform === 'darwin' ? askFile(fileOnMac) : askSocket(await socketNameOf(path));
}

/** Whatever way leads to the path, it is one lock. */
async function socketNameOf(path: string): Promise<string> {
  const name = `sam3d-install-${digest((await realTarget(path)) ?? path).slice(0, 32)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
}
