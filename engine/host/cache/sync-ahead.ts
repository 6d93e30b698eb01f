import type { FileHandle } from 'node:fs/promises';

const MIB = 1024 * 1024;
/** Of less the sync at the end is as quick. */
const LEAST = 8 * MIB;
const EVERY = 64 * MIB;

/** Brings a file to the disk while more of it comes, so that little is left to be waited for at its end. */
export class SyncAhead {
  #waiting = 0;
  #running: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(private readonly handle: Pick<FileHandle, 'sync' | 'datasync'>) {}

  /** So many bytes more are in the file. */
  wrote(bytes: number): void {
    this.#waiting += bytes;
    if (this.#waiting >= EVERY) this.#begin();
  }

  /** Nothing more will be written for a while. */
  hasten(): void {
    if (this.#waiting >= LEAST) this.#begin();
  }

  /** All is on the disk. Throws what any sync has met, since the system tells of bytes that it lost only once. */
  async finish(): Promise<void> {
    await this.rest();
    if (this.#failure !== undefined) throw this.#failure.error;
    await this.handle.sync();
  }

  /** No sync is under way any more, so that the file may be closed. */
  async rest(): Promise<void> {
    await this.#running;
  }

  #begin(): void {
    if (this.#running !== undefined) return;
    this.#waiting = 0;
    this.#running = this.handle
      .datasync()
      .catch((error: unknown) => void (this.#failure ??= { error }))
      .finally(() => (this.#running = undefined));
  }
}
