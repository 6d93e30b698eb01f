import { appendFile } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { systemCode } from '../system-code.js';

/** Adds to the end of a file, which is made where there is none; what is in it stays as it is. */
export async function appendText(path: string, text: string): Promise<Result<undefined, FileFailure>> {
  try {
    await appendFile(path, text);
    return ok();
  } catch (error) {
    return err({ kind: 'file', operation: 'write', path, code: systemCode(error) });
  }
}
