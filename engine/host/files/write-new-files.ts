import { randomBytes } from 'node:crypto';
import { link, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { systemCode } from '../system-code.js';
import { makeFolder } from './make-folder.js';

export interface NewFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Files that are not there yet, all or none: each written aside first; where one is there already, none is written. */
export async function writeNewFiles(files: readonly NewFile[]): Promise<Result<undefined, FileFailure>> {
  for (const { path } of files) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) return err({ kind: 'file', operation: 'write', path, code: 'EEXIST' });
  }
  const aside: string[] = [];
  const made: string[] = [];
  let at = '';
  try {
    for (const { path, text } of files) {
      at = path;
      await makeFolder(dirname(path));
      const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
      aside.push(temporary);
      await written(temporary, text);
    }
    for (const [index, { path }] of files.entries()) {
      at = path;
      // a link is refused where a file has come meanwhile; a rename would write over it
      await link(aside[index] ?? '', path);
      made.push(path);
    }
    return ok();
  } catch (error) {
    for (const path of made) await rm(path, { force: true }).catch(() => undefined);
    return err({ kind: 'file', operation: 'write', path: at, code: systemCode(error) });
  } finally {
    for (const path of aside) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function written(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
