import assert from 'node:assert/strict';
import { BrokenArchive } from '../../engine/host/archives/broken-archive.js';

/** What is decoded, or what is wrong with it; no other error is expected of any bytes. */
export function decodedOrReason<T>(decode: () => T): T | string {
  try {
    return decode();
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return error.reason;
  }
}

/** The same, of what is decoded only how much it is. */
export function lengthOrReason(decode: () => Buffer): string {
  const end = decodedOrReason(decode);
  return typeof end === 'string' ? end : `${end.length} bytes`;
}

/** The decoded bytes, or that it is broken, whether by this decoder's or by zlib's word. */
export function textOrBroken(decode: () => Buffer): string {
  try {
    return decode().toString('latin1');
  } catch (error) {
    const isExpected =
      error instanceof BrokenArchive || (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
    if (!isExpected) throw error;
    return 'broken';
  }
}
