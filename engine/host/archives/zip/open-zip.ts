import { readSync } from 'node:fs';
import type { ZipFile } from 'yauzl';
import type { OpenArchive } from '../open-archive.js';

/** As yauzl calls it; its types leave out the number of bytes. */
type OnRead = (error: Error | null, bytesRead?: number) => void;

/** A zip, whose directory and headers are read synchronously: for each member there are four small reads. */
export async function openZip({ fd, size }: OpenArchive): Promise<ZipFile> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import('yauzl');
  class FileReader extends RandomAccessReader {
    override read(buffer: Buffer, offset: number, length: number, position: number, onRead: OnRead): void {
      let bytes: number;
      try {
        bytes = readSync(fd, buffer, offset, length, position);
      } catch (error) {
        onRead(error as Error);
        return;
      }
      onRead(null, bytes);
    }
  }
  return fromRandomAccessReaderPromise(new FileReader(), size, { decodeStrings: false, autoClose: false });
}
