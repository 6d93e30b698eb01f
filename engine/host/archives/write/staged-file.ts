import { closeSync, constants, futimesSync, openSync, writeSync } from 'node:fs';

const NEW = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/** A file that is to be made. */
export interface NewFile {
  /** With slashes, below the tree. */
  readonly path: string;
  readonly executable: boolean;
  /** Seconds. */
  readonly modified: number | undefined;
}

/** What takes the bytes of one file. */
export interface FileToFill {
  write(piece: Buffer): void;
  /** All of it is there. */
  finish(): void;
  /** To be called last, whatever became of it. */
  close(): void;
}

/** A file of the tree while it is written: one that was not there, and that is reached through no link. */
export class StagedFile implements FileToFill {
  readonly #fd: number;
  readonly #modified: number | undefined;

  constructor(tree: string, { path, executable, modified }: NewFile) {
    this.#fd = openSync(`${tree}/${path}`, NEW, executable ? 0o755 : 0o644);
    this.#modified = modified;
  }

  write(piece: Buffer): void {
    for (let done = 0; done < piece.length;) done += writeSync(this.#fd, piece, done);
  }

  finish(): void {
    const time = timeToKeep(this.#modified);
    if (time !== undefined) futimesSync(this.#fd, time, time);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** The years 1601 to 9999, which every system can keep: a file with any other time gets none. */
const FIRST = -11_644_473_600;
const LAST = 253_402_300_799;

/** Node takes a negative number for the present, but not a date. */
function timeToKeep(seconds = NaN): number | Date | undefined {
  if (!(seconds >= FIRST && seconds <= LAST)) return undefined;
  return seconds < 0 ? new Date(seconds * 1000) : seconds;
}
