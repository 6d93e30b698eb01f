import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { filePieces, type Range } from './write/file-pieces.js';

/** An archive's file while it is read. */
export interface OpenArchive {
  readonly fd: number;
  readonly size: number;
  /** Its first bytes. */
  readonly head: Buffer;
  /** Its bytes, or some of them; each counts as progress where nothing else is said. A piece is valid until the next is asked for. */
  pieces(range?: Range, options?: { readonly isProgress: boolean }): Iterable<Buffer>;
  /** Tells of bytes that were read by other means. */
  readonly onRead: (bytes: number) => void;
  close(): void;
}

export function openArchive(
  path: string,
  told: { readonly onRead: (bytes: number, total: number) => void },
): OpenArchive {
  const fd = openSync(path, 'r');
  const { size } = fstatSync(fd);
  const onRead = (bytes: number) => told.onRead(bytes, size);
  const head = Buffer.alloc(512);
  const read = readSync(fd, head, 0, head.length, 0);
  return {
    fd,
    size,
    head: head.subarray(0, read),
    pieces: (range = { start: 0, length: size }, { isProgress } = { isProgress: true }) =>
      filePieces(fd, range, { onRead: isProgress ? onRead : () => undefined }),
    onRead,
    close: () => closeSync(fd),
  };
}
