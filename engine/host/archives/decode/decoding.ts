import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_SILENCE } from '../../silence.js';
import type { startThread } from '../../start-thread.js';
import type { Guard } from '../archive-entry.js';
import { BrokenArchive } from '../broken-archive.js';
import type { DecodedFormat, DecodeOrder, DecodeThread, ToldFailure } from './decode-worker.js';
import { filePieces, type Range } from '../write/file-pieces.js';
import type { OpenArchive } from '../open-archive.js';
import { FAILED, PieceRing } from '../write/piece-ring.js';
import { SHORT, startDecoder } from './start-decoder.js';
import { tooMuch } from '../limits.js';

export interface DecodingOptions {
  /** Threads that decode beside this one; with none, all is decoded here. */
  readonly threads: number;
  readonly guard: Guard;
  /** Throws when nobody waits for it any more. */
  readonly check: () => void;
  /** No stream may give more. */
  readonly mostBytes: number;
  /** A private folder, for what has to be decoded before it can be read. */
  readonly folder: string;
  /** A thread that was started for the first of it. */
  readonly decoder?: DecodeThread | undefined;
  /** Milliseconds that a thread may show no sign of life. */
  readonly patience?: number;
  readonly start?: typeof startThread;
}

/** Turns what is compressed into bytes that can be read without waiting for an event loop; holds the threads that help. */
export class Decoding {
  readonly #ends: (() => void)[] = [];
  #spools = 0;
  #decoder: DecodeThread | undefined;

  constructor(private readonly options: DecodingOptions) {
    this.#decoder = options.decoder;
  }

  get guard(): Guard {
    return this.options.guard;
  }

  async bunzip2(archive: OpenArchive): Promise<Iterable<Buffer>> {
    const { threads } = this.options;
    const { bunzip2 } = await import('../bzip2/bunzip2.js');
    if (threads === 0 || archive.size < SHORT) return bunzip2(archive.pieces());
    const { BlockHelpers } = await import('../bzip2/block-helpers.js');
    const helpers = new BlockHelpers(this.options);
    this.#ends.push(() => helpers.close());
    return bunzip2(archive.pieces(), helpers.decode);
  }

  /** Decodes a part of an archive: ahead on a thread of its own, where there may be one and it is worth it. */
  async stream(archive: OpenArchive, range: Range, format: DecodedFormat): Promise<Iterable<Buffer>> {
    const isShort = range.length < SHORT;
    if (this.options.threads > 0 && !isShort) {
      const ahead = this.#ahead(archive, range, format);
      if (ahead !== undefined) return ahead;
    }
    const pieces = archive.pieces(range);
    if (format === 'gz') return (await import('../deflate/gunzip.js')).gunzip(pieces);
    if (format === 'xz') return this.#spooled((await import('./unxz.js')).unxz(pieces));
    return (await import('../zstd/unzstd.js')).unzstd(pieces);
  }

  /** By way of a file, for what comes only when this thread waits. */
  async #spooled(pieces: AsyncIterable<Buffer>): Promise<Iterable<Buffer>> {
    const fd = openSync(join(this.options.folder, `spool-${this.#spools++}`), 'wx+', 0o600);
    this.#ends.push(() => closeSync(fd));
    const written = { length: 0 };
    const trouble = await this.#spool(pieces, fd, written);
    return (function* () {
      yield* filePieces(fd, { start: 0, length: written.length }, { onRead: () => undefined });
      // as if it had been read all along
      if (trouble !== undefined) throw trouble;
    })();
  }

  async #spool(pieces: AsyncIterable<Buffer>, fd: number, written: { length: number }): Promise<Error | undefined> {
    const { mostBytes, check } = this.options;
    try {
      for await (const piece of pieces) {
        check();
        written.length += writeSync(fd, piece);
        if (written.length > mostBytes) return tooMuch(mostBytes);
      }
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Lets the threads end, and closes what was opened. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** The thread that was started before, once. */
  #ready(format: DecodedFormat): DecodeThread | undefined {
    const decoder = this.#decoder;
    if (decoder?.format !== format) return undefined;
    this.#decoder = undefined;
    return decoder;
  }

  #newThread(format: DecodedFormat): DecodeThread | undefined {
    const decoder = startDecoder(format, this.options.start);
    if (decoder !== undefined) this.#ends.push(() => decoder.end());
    return decoder?.thread;
  }

  #ahead(archive: OpenArchive, range: Range, format: DecodedFormat): Iterable<Buffer> | undefined {
    const thread = this.#ready(format) ?? this.#newThread(format);
    if (thread === undefined) return undefined;
    const ring = PieceRing.of(thread.memory);
    this.#ends.push(() => ring.stop());
    const order: DecodeOrder = { fd: archive.fd, range };
    ring.order(JSON.stringify(order));
    const { patience = LONGEST_SILENCE, check } = this.options;
    return piecesOf(ring, archive.onRead, { patience, check });
  }
}

function* piecesOf(
  ring: PieceRing,
  onRead: (bytes: number) => void,
  { patience, check }: { readonly patience: number; readonly check: () => void },
): Generator<Buffer> {
  for (;;) {
    const next = ring.read(patience, check);
    const progress = ring.takeProgress();
    if (progress > 0) onRead(progress);
    if (next === undefined) throw new BrokenArchive('the thread that decodes it has ended, perhaps for want of memory');
    if (next === FAILED) throw failureOf(JSON.parse(ring.failure) as ToldFailure);
    if (typeof next === 'number') return;
    yield next;
  }
}

function failureOf({ broken, code, message }: ToldFailure): Error {
  if (broken !== undefined) return new BrokenArchive(broken);
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code, syscall: 'read' });
}
