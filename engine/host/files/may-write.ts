import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { systemCode } from '../system-code.js';

/** The folder that this program and the tools it runs are told to use for what they soon throw away. */
export function tempFolder(): string {
  return tmpdir();
}

/** Whether this user may make a folder and files there, by the nearest folder that stands already. */
export async function mayWrite(folder: string, operation: string): Promise<Result<undefined, FileFailure>> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    try {
      if (!(await stat(at)).isDirectory()) return err({ kind: 'file', operation, path: folder, code: 'ENOTDIR' });
      await access(at, constants.W_OK);
      return ok();
    } catch (error) {
      const code = (await isLink(at)) && systemCode(error) === 'ENOENT' ? 'ENOTDIR' : systemCode(error);
      if (code !== 'ENOENT' || dirname(at) === at) return err({ kind: 'file', operation, path: folder, code });
    }
  }
}

/** One that leads nowhere is no place to make a folder in. */
async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    seen => seen.isSymbolicLink(),
    () => false,
  );
}
