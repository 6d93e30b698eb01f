import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../base/result.js';
import type { FileFailure } from '../model/failure.js';
import { makeFolder } from './files/make-folder.js';
import { systemCode } from './system-code.js';

/** Whether this user has agreed to a content before. */
export async function isAccepted(cacheFolder: string, sha256: string): Promise<boolean> {
  return stat(placeOf(cacheFolder, sha256)).then(
    found => found.isFile(),
    () => false,
  );
}

/** So that it is asked once. */
export async function rememberAccepted(cacheFolder: string, sha256: string): Promise<Result<undefined, FileFailure>> {
  const path = placeOf(cacheFolder, sha256);
  try {
    await makeFolder(dirname(path));
    await writeFile(path, '');
    return ok();
  } catch (error) {
    return err({ kind: 'file', operation: 'write', path, code: systemCode(error) });
  }
}

function placeOf(cacheFolder: string, sha256: string): string {
  return join(cacheFolder, 'accepted', sha256);
}
