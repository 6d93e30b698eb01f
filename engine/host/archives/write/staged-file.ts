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
    if (this.#modified !== undefined) futimesSync(this.#fd, this.#modified, this.#modified);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
