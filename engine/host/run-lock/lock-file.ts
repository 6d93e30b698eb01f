import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.js';
import { systemCode } from '../system-code.js';
import { holderFrom, holderInWords, holderText, type LockHolder } from './holder.js';

/** macOS: lock the file as it is opened, for as long as it is open. Node hands the flags on, but has no names for them. */
const O_EXLOCK = 0x20;
const O_SHLOCK = 0x10;

/** Holds a file open under the kernel's lock. The file stays when the lock is released: removing it would open a race. */
export async function lockFile(
  path: string,
  holder: LockHolder,
): Promise<Result<{ release(): Promise<void> }, { readonly heldBy: string }>> {
  try {
    const flags = constants.O_CREAT | constants.O_RDWR | constants.O_NONBLOCK | O_EXLOCK;
    const file = await open(path, flags, 0o644);
    await file.truncate(0);
    await file.write(holderText(holder), 0);
    return ok({ release: () => file.close() });
  } catch (error) {
    if (systemCode(error) !== 'EAGAIN') throw error;
    return err({ heldBy: holderInWords(await readFile(path, 'utf8').catch(() => '')) });
  }
}

/** What whoever holds the file left in it; undefined where nobody does. Only a process that is there is looked into. */
export async function askFile(path: string): Promise<string | undefined> {
  const said = await readFile(path, 'utf8').catch(() => undefined);
  if (said === undefined || !isThere(holderFrom(said)?.pid)) return undefined;
  try {
    // shared: two that ask at the same time are not in each other's way
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | O_SHLOCK);
    await file.close();
    return undefined;
  } catch (error) {
    return systemCode(error) === 'EAGAIN' ? said : undefined;
  }
}

/** Not known to have ended: it may be another user's. */
function isThere(pid: number | undefined): boolean {
  try {
    return pid === undefined || process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
