import type { NewFile } from './staged-file.js';

/** A record is when its file was modified (a double), whether it is executable, both lengths (32 bits each), its path, its bytes. */
const HEAD = 20;
/** So many bytes of UTF-8 a unit of a text may need. */
const WIDEST = 3;

/** Begins a record: where the file's bytes go; undefined where there is no room for so many. */
export function beginRecord(room: Buffer, at: number, { file, size }: Sized): number | undefined {
  const { path, executable, modified } = file;
  if (at + HEAD + path.length * WIDEST + size > room.length) return undefined;
  const length = room.write(path, at + HEAD, 'utf8');
  room.writeDoubleLE(modified ?? NaN, at);
  room.writeUInt32LE(executable ? 1 : 0, at + 8);
  room.writeUInt32LE(length, at + 12);
  return at + HEAD + length;
}

interface Sized {
  readonly file: NewFile;
  readonly size: number;
}

/** All bytes of the record's file are there. */
export function endRecord(room: Buffer, at: number, bytes: number): void {
  room.writeUInt32LE(bytes, at + 16);
}

export interface FileRecord {
  readonly file: NewFile;
  readonly body: Buffer;
}

/** The records in a room. */
export function* recordsIn(room: Buffer): Generator<FileRecord> {
  for (let at = 0; at < room.length;) {
    const modified = room.readDoubleLE(at);
    const body = at + HEAD + room.readUInt32LE(at + 12);
    const end = body + room.readUInt32LE(at + 16);
    const file = {
      path: room.toString('utf8', at + HEAD, body),
      executable: room.readUInt32LE(at + 8) === 1,
      modified: Number.isNaN(modified) ? undefined : modified,
    };
    yield { file, body: room.subarray(body, end) };
    at = end;
  }
}
