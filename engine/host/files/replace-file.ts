import { randomBytes } from 'node:crypto';
import { open, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { moveIntoPlace } from './move-into-place.js';
import { systemCode } from '../system-code.js';

/**
 * Puts a content in the place of a file that the user keeps: written aside, made durable, renamed. A link stays one, and
 * the file behind it keeps its mode. On any failure the file is what it was.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<Result<undefined, FileFailure>> {
  const real = await realpath(path).catch(() => path);
  const aside = join(dirname(real), `.${basename(real)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const mode = await stat(real).then(
      found => found.mode & 0o777,
      () => 0o644,
    );
    const file = await open(aside, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveIntoPlace(aside, real);
    return ok();
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    return err({ kind: 'file', operation: 'write', path, code: systemCode(error) });
  }
}
