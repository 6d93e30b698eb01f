import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { makeFolder } from '../files/make-folder.js';
import { systemCode } from '../system-code.js';

const MARK = 'rehearsal.txt';
const TEXT = 'This folder was filled by a rehearsal: its packages are stand-ins, and nothing in it can be used.\n';

/** Whether what stands in a root was made by a rehearsal, by the mark in its state folder. */
export async function isRehearsed(stateFolder: string): Promise<boolean> {
  return stat(join(stateFolder, MARK)).then(
    found => found.isFile(),
    () => false,
  );
}

/** Marks a root before a rehearsal puts anything into it. */
export async function markRehearsed(stateFolder: string): Promise<Result<undefined, FileFailure>> {
  const path = join(stateFolder, MARK);
  try {
    await makeFolder(stateFolder);
    await writeFile(path, TEXT);
    return ok();
  } catch (error) {
    return err({ kind: 'file', operation: 'write', path, code: systemCode(error) });
  }
}
