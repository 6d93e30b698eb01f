import { unzstd } from '../../engine/host/archives/zstd/unzstd.js';
import { lengthOrReason } from './decoded-or-reason.js';

export const DAMAGED_BLOCK = 'it is damaged: a zstd block is not well formed';

/** What frames decode to, whatever the pieces they come in. */
export function unzstded(pieces: Iterable<Buffer>): Buffer {
  return Buffer.concat(Array.from(unzstd(pieces), piece => Buffer.from(piece)));
}

export const reasonOf = (...pieces: readonly Buffer[]) => lengthOrReason(() => unzstded(pieces));

/** In pieces of this length. */
export function* cut(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
