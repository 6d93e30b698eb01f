import { open } from 'node:fs/promises';
import { err, ok, type Result } from '../base/result.js';
import type { FileFailure } from '../model/failure.js';
import { nameInBundle } from './bundle-names.js';
import { embedded } from './embedded.js';
import { systemCode } from './system-code.js';

/** More than any manifest or schema has: what is longer is cut, and refused by its reader for its size. */
const LONGEST = 4 * 1024 * 1024;

/** A text file, read as UTF-8; a byte order mark stays, since it counts in every offset. */
export async function readText(path: string): Promise<Result<string, FileFailure>> {
  const name = nameInBundle(path);
  if (name !== undefined) {
    const text = embedded?.part(name);
    return text === undefined ? err({ kind: 'file', operation: 'read', path, code: 'ENOENT' }) : ok(text);
  }
  try {
    const file = await open(path, 'r');
    try {
      const pieces: Buffer[] = [];
      for await (const piece of file.createReadStream({ end: LONGEST, autoClose: false })) {
        pieces.push(piece as Buffer);
      }
      return ok(Buffer.concat(pieces).toString('utf8'));
    } finally {
      await file.close();
    }
  } catch (error) {
    return err({ kind: 'file', operation: 'read', path, code: systemCode(error) });
  }
}
