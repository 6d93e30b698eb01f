import { LONGEST_SILENCE, Silence } from '../../silence.js';
import { startThread } from '../../start-thread.js';
import { BrokenArchive } from '../broken-archive.js';
import { FileBatches, FREE, TAKEN } from './file-batches.js';
import { beginRecord, endRecord } from './file-record.js';
import type { WritingJob } from './file-worker.js';
import type { FileToFill, NewFile } from './staged-file.js';

/** Where one file takes less, a thread costs more than it brings: milliseconds. */
const WORTH_MS = 0.01;
/** The first batches tell little: code that has not run often is slow. */
const WARM = 2;
/** Of larger files the bytes take longer than what is done for each. */
const LARGEST = 128 * 1024;

export interface FileHelpersOptions {
  /** Threads that write beside this one. */
  readonly threads: number;
  /** Below which the files go. */
  readonly tree: string;
  /** Throws when nobody waits for it any more. */
  readonly check: () => void;
  /** Milliseconds that a thread may show no sign of life. */
  readonly patience?: number;
  readonly start?: typeof startThread;
  /** Milliseconds that writing one file takes where threads are worth it. */
  readonly worthMs?: number;
}

/**
 * Threads that write small files: to open, write and close one costs the system more than to read of it in the archive.
 * Files are gathered until there are enough for a batch; what no thread has begun with is written here, so nothing depends on them.
 * None is started where the file system is fast.
 * Waits by blocking its thread: not for the main one.
 */
export class FileHelpers {
  readonly #batches: FileBatches;
  #batch = 0;
  #room: Buffer;
  /** Bytes of records in the batch that is being filled. */
  #filled = 0;
  #files = 0;
  #handedOver = 0;
  #started = false;
  #isLost = false;

  constructor(private readonly options: FileHelpersOptions) {
    this.#batches = FileBatches.create(options.threads + 2);
    this.#room = this.#batches.room(this.#batch);
  }

  /** Takes a file of so many bytes, whose folder is there; undefined where it is not worth it. */
  take(file: NewFile, size: number): FileToFill | undefined {
    if (size > LARGEST) return undefined;
    const body = beginRecord(this.#room, this.#filled, { file, size }) ?? this.#inNext(file, size);
    return body === undefined ? undefined : this.#fileAt(body, body + size);
  }

  /** All files that were taken are there. */
  settle(): void {
    if (this.#filled > 0) this.#handOver();
    for (let own = this.#batches.take(); own !== undefined; own = this.#batches.take()) this.#write(own);
    this.#wait(() => this.#batches.find(TAKEN) === undefined, this.options.check);
    this.#throwFailure();
  }

  /** Lets the threads end; nothing is written any more. */
  close(): void {
    this.#batches.stop();
    if (!this.#isLost) this.#wait(() => this.#batches.find(TAKEN) === undefined);
  }

  #inNext(file: NewFile, size: number): number | undefined {
    if (this.#filled > 0) this.#handOver();
    return beginRecord(this.#room, 0, { file, size });
  }

  #fileAt(body: number, end: number): FileToFill {
    let at = body;
    return {
      write: piece => {
        if (at + piece.length > end) throw new BrokenArchive('it is damaged: a file is longer than the archive says');
        this.#room.set(piece, at);
        at += piece.length;
      },
      finish: () => {
        endRecord(this.#room, this.#filled, at - body);
        this.#filled = at;
        this.#files += 1;
      },
      close: () => undefined,
    };
  }

  #handOver(): void {
    this.#batches.handOver(this.#batch, this.#filled);
    if (!this.#started && this.#isSlowHere()) this.#start();
    this.#filled = 0;
    this.#files = 0;
    this.#batch = this.#free();
    this.#room = this.#batches.room(this.#batch);
  }

  /** Writes a batch here, and tells whether that took long enough for threads to be worth it. */
  #isSlowHere(): boolean {
    const since = performance.now();
    const own = this.#batches.take();
    if (own !== undefined) this.#write(own);
    const isSlow = performance.now() - since >= this.#files * (this.options.worthMs ?? WORTH_MS);
    return this.#handedOver++ >= WARM && isSlow;
  }

  /** A batch that can be filled: where there is none, one is written here. */
  #free(): number {
    this.#throwFailure();
    for (;;) {
      const free = this.#batches.find(FREE);
      if (free !== undefined) return free;
      const own = this.#batches.take();
      if (own !== undefined) this.#write(own);
      else this.#wait(() => this.#batches.find(TAKEN) === undefined || this.#batches.find(FREE) !== undefined);
    }
  }

  #write(batch: number): void {
    this.#batches.write(batch, this.options.tree);
    this.#throwFailure();
  }

  #throwFailure(): void {
    const { failure } = this.#batches;
    if (failure !== undefined) throw failure;
  }

  #wait(isSo: () => boolean, check: () => void = () => undefined): void {
    const silence = new Silence(this.options.patience ?? LONGEST_SILENCE);
    for (;;) {
      const { changes, signs } = this.#batches;
      if (isSo()) return;
      const since = performance.now();
      if (this.#batches.waitForMore(changes, silence.everyMs)) continue;
      check();
      if (!silence.looked(performance.now() - since, signs, { onDisk: true })) continue;
      this.#isLost = true;
      throw new BrokenArchive('a thread that writes it has ended, perhaps for want of memory');
    }
  }

  /** Without them all is written here, so what hinders them is no failure. */
  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { threads, tree, start = startThread } = this.options;
    const job: WritingJob = { memory: this.#batches.memory, tree };
    try {
      for (let thread = 0; thread < threads; thread++)
        start('file-worker', job)
          .on('error', () => undefined)
          .unref();
    } catch {
      // as many as could be started
    }
  }
}
