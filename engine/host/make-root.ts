import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../base/result.js';
import type { FileFailure } from '../model/failure.js';
import { systemCode } from './system-code.js';

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

/** One folder after another: in a file system such as /proc, Node's own way of making all of them never ends. */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  await mkdir(path).catch(async (error: unknown) => {
    // Another run may have been quicker.
    if (!(await isFolder(path))) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
