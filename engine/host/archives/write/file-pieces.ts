import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { BrokenArchive } from '../broken-archive.js';

const PIECE = 128 * 1024;

export interface Range {
  readonly start: number;
  readonly length: number;
  /** Of its bytes, where it is known: held against them when the last has been read. */
  readonly crc32?: number;
}

/** The bytes of a part of an open file. Synchronous, for decoders that pull; a piece is valid until the next is asked for. */
export function* filePieces(
  fd: number,
  { start, length, crc32: wanted }: Range,
  { onRead }: { readonly onRead: (bytes: number) => void },
): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(PIECE, length));
  let crc = 0;
  for (let done = 0; done < length;) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, length - done), start + done);
    if (read === 0) break;
    done += read;
    onRead(read);
    const piece = buffer.subarray(0, read);
    if (wanted !== undefined) crc = crc32(piece, crc);
    yield piece;
  }
  if (wanted !== undefined && crc !== wanted) throw new BrokenArchive('it is damaged: its checksum is wrong');
}
