import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { makeFolder } from './make-folder.js';
import { systemCode } from '../system-code.js';

/** Makes the install root where it is not there yet, and asks whether this user may write into it. */
export async function makeRoot(root: string): Promise<Result<undefined, FileFailure>> {
  try {
    await makeFolder(root);
    await access(root, constants.W_OK);
    return ok();
  } catch (error) {
    // Where a file stands in the way, the system only says that something exists.
    const code = systemCode(error) === 'EEXIST' ? 'ENOTDIR' : systemCode(error);
    return err({ kind: 'file', operation: 'install into', path: root, code });
  }
}
