import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';

const HEAD = 512;

/** A file that is being downloaded: the bytes so far, the hash over them, and what a server calls this version of it. */
export class PartialFile {
  #hash = createHash('sha256');
  #bytes = 0;
  #head = Buffer.alloc(0);
  /** A strong validator: with it, and only with it, the rest may be asked for. */
  validator: string | undefined;

  private constructor(
    readonly path: string,
    readonly handle: FileHandle,
  ) {}

  static async create(path: string): Promise<PartialFile> {
    return new PartialFile(path, await open(path, 'wx', 0o600));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The first bytes, for telling what came. */
  get head(): Uint8Array {
    return this.#head;
  }

  async append(piece: Buffer): Promise<void> {
    if (this.#head.length < HEAD) this.#head = Buffer.concat([this.#head, piece.subarray(0, HEAD - this.#head.length)]);
    this.#hash.update(piece);
    for (let done = 0; done < piece.length;) {
      const { bytesWritten } = await this.handle.write(piece, done, piece.length - done, this.#bytes + done);
      done += bytesWritten;
    }
    this.#bytes += piece.length;
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
    this.#head = Buffer.alloc(0);
    this.validator = undefined;
  }

  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** On the disk, and closed. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    // one that stays is swept when its process is no more
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
