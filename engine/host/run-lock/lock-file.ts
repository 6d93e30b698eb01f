import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.js';
import { systemCode } from '../system-code.js';
import { holderInWords, holderText, type LockHolder } from './holder.js';

/** macOS: lock the file as it is opened, for as long as it is open. Node hands the flag on, but has no name for it. */
const O_EXLOCK = 0x20;

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
