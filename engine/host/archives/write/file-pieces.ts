import { readSync } from 'node:fs';

const PIECE = 128 * 1024;

export interface Range {
  readonly start: number;
  readonly length: number;
}

/** The bytes of a part of an open file. Synchronous, for decoders that pull; a piece is valid until the next is asked for. */
export function* filePieces(
  fd: number,
  { start, length }: Range,
  { onRead }: { readonly onRead: (bytes: number) => void },
): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(PIECE, length));
  for (let done = 0; done < length;) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, length - done), start + done);
    if (read === 0) return;
    done += read;
    onRead(read);
    yield buffer.subarray(0, read);
  }
}
