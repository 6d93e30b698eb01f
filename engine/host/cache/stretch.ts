import type { FileHandle } from 'node:fs/promises';

/** As much as is written at once: a call of the system for each piece of the network would cost more than the piece. */
const BATCH = 1024 * 1024;
/** As many as the system takes at once; of a server that sends few bytes at a time no more are held. */
const MOST_PIECES = 1024;

/** Some bytes that came. */
export interface Piece {
  readonly bytes: Buffer;
  /** To be called when they are needed no more: their memory is filled again. */
  release(this: void): void;
}

/** Told of bytes before they are written, and where they belong. Until the promise resolves their memory is left as it is. */
export type OnBatch = (at: number, bytes: readonly Buffer[]) => Promise<unknown> | undefined;

interface Watched {
  readonly onBatch: OnBatch;
  /** Told of bytes that are in the file. */
  readonly onWritten: (bytes: number) => void;
}

/** A part of a file that is being downloaded, filled from its start; written behind, one batch at a time. */
export class Stretch {
  /** Where the next byte that comes belongs. Bytes before it have come, bytes before `written` are in the file. */
  #next: number;
  #written: number;
  #held: Piece[] = [];
  #heldBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Its end; another stretch may take over its later part. Infinity where the length is not known. */
  to: number;
  /** Whether a connection fills it now. */
  taken = false;

  readonly #watched: Watched;

  constructor(
    readonly handle: FileHandle,
    readonly from: number,
    { next = from, to, ...watched }: { readonly next?: number; readonly to: number } & Watched,
  ) {
    this.#watched = watched;
    this.#next = next;
    this.#written = next;
    this.to = to;
  }

  get next(): number {
    return this.#next;
  }

  get written(): number {
    return this.#written;
  }

  get missing(): number {
    return this.to - this.#next;
  }

  /** Resolves when there is room for more. */
  async append(piece: Piece): Promise<void> {
    this.#held.push(piece);
    this.#heldBytes += piece.bytes.length;
    this.#next += piece.bytes.length;
    if (this.#heldBytes >= BATCH || this.#held.length >= MOST_PIECES) await this.#write();
  }

  /** Everything that has come is in the file. */
  async flush(): Promise<void> {
    await this.#write();
    await this.#writing;
  }

  async #write(): Promise<void> {
    await this.#writing;
    if (this.#heldBytes === 0) return;
    const batch = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#writing = this.#put(batch);
    // whoever writes next, or flushes, gets it; until then it is no unhandled one
    this.#writing.catch(() => undefined);
  }

  async #put(batch: readonly Piece[]): Promise<void> {
    let rest = joined(batch);
    const used = this.#watched.onBatch(this.#written, rest);
    while (rest.length > 0) {
      const { bytesWritten } = await this.handle.writev(rest, this.#written);
      this.#written += bytesWritten;
      this.#watched.onWritten(bytesWritten);
      rest = after(rest, bytesWritten);
    }
    const release = () => batch.forEach(piece => piece.release());
    if (used === undefined) release();
    else void used.then(release);
  }
}

/** Pieces that lie one behind the other in memory as one. */
function joined(pieces: readonly Piece[]): Buffer[] {
  const runs: Buffer[] = [];
  for (const { bytes } of pieces) {
    const last = runs.at(-1);
    if (last?.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset)
      runs[runs.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + bytes.length);
    else runs.push(bytes);
  }
  return runs;
}

/** What of the pieces is left after so many bytes. */
function after(pieces: readonly Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  return pieces.flatMap(piece => {
    const cut = Math.min(skip, piece.length);
    skip -= cut;
    return cut === piece.length ? [] : [piece.subarray(cut)];
  });
}
