import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { isOdd, openPlain } from './open-plain.js';
import { dropNotes, readNotes, writeNotes, type PartialNotes } from './partial-notes.js';
import { runningHash } from './running-hash.js';
import { Stretch, type Piece } from './stretch.js';
import { SyncAhead } from './sync-ahead.js';

const HEAD = 512;
const PIECE = 1024 * 1024;
/** Between two notes of how far a file with several stretches is. */
const NOTE_EVERY = 16 * 1024 * 1024;

/** What a download is of; with it, and only with it, the rest may be asked for. */
export interface Version {
  readonly source: string;
  /** A strong validator. */
  readonly validator: string;
  readonly total: number;
}

/**
 * A file that is being downloaded: which bytes are there, the hash over them, and what a server calls this version.
 *
 * The hash needs the bytes in order. Those that come in order are hashed as they are written; those of later stretches are read
 * back once, while other stretches are still coming.
 */
export class PartialFile {
  #hash = runningHash(0);
  #hashed = 0;
  #head = Buffer.alloc(0);
  #stretches: Stretch[];
  #version: Version | undefined;
  #catchingUp: Promise<void> | undefined;
  #noted = 0;
  #noting: Promise<void> = Promise.resolve();
  readonly #ahead: SyncAhead;
  /** Whether bytes of another connection, or of an earlier run, are before what comes now. */
  #carriedOver = false;

  private constructor(
    readonly path: string,
    readonly handle: FileHandle,
    /** Whether it is left for a later run when it cannot be finished. */
    readonly lasting: boolean,
  ) {
    this.#ahead = new SyncAhead(handle);
    this.#stretches = [this.#stretch(0, { to: Infinity })];
  }

  /** A file of one's own, that no other run knows. */
  static async create(path: string): Promise<PartialFile> {
    return new PartialFile(path, await open(path, 'wx+', 0o600), false);
  }

  /** Goes on with what an earlier run has left, where its notes fit. To be called by one process at a time. */
  static async resume(path: string): Promise<PartialFile> {
    const notes = await readNotes(path);
    const partial = new PartialFile(path, await openOwn(path), true);
    try {
      await (notes === undefined ? partial.restart() : partial.#takeUp(notes));
      return partial;
    } catch (error) {
      // nothing of it is known to be good, and nobody else will close it
      await partial.handle.close().catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  get bytes(): number {
    return this.#stretches.reduce((sum, { from, next }) => sum + next - from, 0);
  }

  /** The first bytes, for telling what came. */
  get head(): Uint8Array {
    return this.#head;
  }

  get version(): Version | undefined {
    return this.#version;
  }

  /** Its length, where the server has said it. */
  get total(): number | undefined {
    const end = this.#stretches.at(-1)?.to ?? Infinity;
    return end === Infinity ? undefined : end;
  }

  get carriedOver(): boolean {
    return this.#carriedOver;
  }

  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  get complete(): boolean {
    return this.#stretches.every(({ missing }) => missing === 0);
  }

  /** From now on the length is known, and where the rest can be had; undefined when it cannot. */
  async begin(version: Version | undefined, total: number | undefined): Promise<void> {
    this.#version = version;
    const last = this.#stretches.at(-1);
    if (last !== undefined) last.to = total ?? Infinity;
    this.#hashAnew(total ?? 0);
    await this.note();
  }

  /** What comes now is put behind what came before, from a connection that has ended. */
  goOn(): void {
    this.#carriedOver = this.bytes > 0;
    void this.catchUp().catch(() => undefined);
  }

  /** Bytes from a connection, for the stretch that it fills. */
  async append(stretch: Stretch, piece: Piece): Promise<void> {
    if (stretch.from === 0 && this.#head.length < HEAD)
      this.#head = Buffer.concat([this.#head, piece.bytes.subarray(0, HEAD - this.#head.length)]);
    await stretch.append(piece);
    if (this.#stretches.length > 1 && this.bytes - this.#noted >= NOTE_EVERY) await this.note();
  }

  /** What a stretch still lacks from there on, or else the later half of it, as a stretch of its own. */
  split(stretch: Stretch, at = stretch.next + Math.ceil(stretch.missing / 2)): Stretch {
    const later = this.#stretch(at, { to: stretch.to });
    stretch.to = at;
    this.#stretches.splice(this.#stretches.indexOf(stretch) + 1, 0, later);
    return later;
  }

  /** Hashes what is there but was not hashed as it came, as far as it goes without a gap. Resolves when that is done. */
  catchUp(): Promise<void> {
    this.#catchingUp ??= this.#readBack().finally(() => (this.#catchingUp = undefined));
    return this.#catchingUp;
  }

  /** Everything that has come is in the file and in the hash. */
  async settle(): Promise<void> {
    for (const stretch of this.#stretches) await stretch.flush();
    this.#ahead.hasten();
    await this.catchUp();
  }

  /** Of what has been settled. */
  async sha256(): Promise<string> {
    const sha256 = await this.#hash.digest();
    if (sha256 !== undefined) return sha256;
    // its thread is gone, the bytes are not
    this.#hashAnew(0);
    await this.catchUp();
    return (await this.#hash.digest()) ?? '';
  }

  /** Forgets everything that came. */
  async restart(): Promise<void> {
    this.#stretches.forEach(stretch => (stretch.to = 0));
    for (const stretch of this.#stretches) await stretch.flush().catch(() => undefined);
    await this.#catchingUp?.catch(() => undefined);
    await this.#noting;
    await this.handle.truncate(0);
    if (this.lasting) await dropNotes(this.path);
    this.#hashAnew(0);
    this.#noted = 0;
    this.#head = Buffer.alloc(0);
    this.#stretches = [this.#stretch(0, { to: Infinity })];
    this.#version = undefined;
    this.#carriedOver = false;
  }

  /** On the disk, and closed. */
  async finish(): Promise<void> {
    await this.settle();
    await this.#noting;
    await this.#ahead.finish();
    await this.handle.close();
    this.#hash.drop();
    if (this.lasting) await dropNotes(this.path);
  }

  /** Closed; what a later run can go on with is kept. */
  async leave(): Promise<void> {
    try {
      for (const stretch of this.#stretches) await stretch.flush();
      await this.note();
      if (!this.#isOfUse()) return await this.discard();
      await this.#catchingUp?.catch(() => undefined);
      await this.#ahead.rest();
      await this.handle.close();
      this.#hash.drop();
    } catch {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    await this.#noting;
    await this.#catchingUp?.catch(() => undefined);
    await this.#ahead.rest();
    await this.handle.close().catch(() => undefined);
    this.#hash.drop();
    // what stays is swept one day
    await dropNotes(this.path).catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }

  #stretch(from: number, place: { readonly next?: number; readonly to: number }): Stretch {
    const onWritten = (bytes: number) => this.#ahead.wrote(bytes);
    return new Stretch(this.handle, from, { ...place, onWritten, onBatch: (at, bytes) => this.#onBatch(at, bytes) });
  }

  #onBatch(at: number, bytes: readonly Buffer[]): Promise<unknown> | undefined {
    if (at !== this.#hashed || this.#catchingUp !== undefined) return undefined;
    this.#hashed += bytes.reduce((sum, { length }) => sum + length, 0);
    const adding = bytes.map(each => this.#hash.add(each)).filter(each => each !== undefined);
    return adding.length === 0 ? undefined : Promise.all(adding);
  }

  /** For a file of so many bytes. */
  #hashAnew(bytes: number): void {
    this.#hash.drop();
    this.#hash = runningHash(bytes);
    this.#hashed = 0;
  }

  #isOfUse(): boolean {
    return this.lasting && this.#version !== undefined && this.bytes > 0;
  }

  /** Writes down how far it is; when that fails, a later run begins earlier, and the hash guards it. */
  note(): Promise<void> {
    const version = this.#version;
    if (!this.lasting || version === undefined) return this.#noting;
    this.#noted = this.bytes;
    const stretches = this.#stretches.map(({ from, written }) => [from, written] as const);
    this.#noting = this.#noting.then(() => writeNotes(this.path, { ...version, stretches })).catch(() => undefined);
    return this.#noting;
  }

  /** Of one stretch the file's length tells how far it is; of several only the notes can. */
  async #takeUp({ stretches, ...version }: PartialNotes): Promise<void> {
    const { size } = await this.handle.stat();
    const last = stretches.at(-1)?.[1] ?? 0;
    if (size > version.total || last > size) return this.restart();
    const ends = stretches.slice(1).map(([from]) => from);
    this.#stretches = stretches.map(([from, at], index) => {
      const to = ends[index] ?? version.total;
      return this.#stretch(from, { next: stretches.length === 1 ? size : at, to });
    });
    this.#version = version;
    this.#hashAnew(version.total);
    this.#carriedOver = this.bytes > 0;
    const head = Buffer.alloc(Math.min(HEAD, this.#stretches[0]?.next ?? 0));
    await this.handle.read(head, 0, head.length, 0);
    this.#head = head;
  }

  /** Reads the next piece while one is hashed. */
  async #readBack(): Promise<void> {
    const memory: Buffer[] = [];
    let adding: Promise<void> | undefined;
    for (let turn = 0; ; turn++) {
      const stretch = this.#stretches.find(({ from, to }) => from <= this.#hashed && this.#hashed < to);
      if (stretch === undefined || stretch.next <= this.#hashed) break;
      if (stretch.written <= this.#hashed) await stretch.flush();
      const buffer = (memory[turn % 2] ??= Buffer.from(new SharedArrayBuffer(PIECE)));
      const wanted = Math.min(PIECE, stretch.written - this.#hashed);
      const { bytesRead } = await this.handle.read(buffer, 0, wanted, this.#hashed);
      if (bytesRead === 0) break;
      await adding;
      adding = this.#hash.add(buffer.subarray(0, bytesRead));
      this.#hashed += bytesRead;
    }
    await adding;
  }
}

/** What is no file of ours goes, and so does one that was made read-only to be kept by a run that was then killed. */
async function openOwn(path: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_CREAT;
  try {
    return await openPlain(path, flags, 0o600);
  } catch (error) {
    if (!isOdd(error)) throw error;
    await rm(path, { recursive: true, force: true });
    return openPlain(path, flags | constants.O_EXCL, 0o600);
  }
}
