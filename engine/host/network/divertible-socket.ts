import type { OnReadOpts, Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HEAD = 16 * 1024;

/** Takes what comes on a connection past the HTTP client. */
export interface Sink {
  /** Where the next bytes are to be put. */
  room(): Buffer;
  /** So many are there; false where no more are to come for now. */
  filled(bytes: number): boolean;
  /** Nothing more will come; with an error where the connection broke. */
  ended(error?: Error): void;
}

/**
 * A connection as the HTTP client sees it. The client reads the head of an answer; then its body may be diverted, which
 * comes straight from the system into the memory where it is needed, in pieces as large as there is room: at a gigabyte a
 * second the client's many small pieces cost more than all else.
 */
export class DivertibleSocket extends Duplex {
  readonly #socket: Socket;
  readonly #head = Buffer.allocUnsafe(HEAD);
  #sink: Sink | undefined;
  /** Whether the client has asked for more since it was handed something. */
  #wanted = false;

  /** `open` makes the socket with these options. */
  constructor(open: (options: { readonly onread: OnReadOpts }) => Socket) {
    // the client is handed one piece at a time: when it has found the end of the head, it has seen all that came
    super({ readableHighWaterMark: 1, autoDestroy: true });
    const onread = {
      buffer: () => this.#sink?.room() ?? this.#head,
      callback: (bytes: number, memory: Uint8Array) => this.#came(memory.subarray(0, bytes)),
    };
    this.#socket = open({ onread });
    let ended = false;
    this.#socket
      .once('end', () => {
        ended = true;
        this.#sink?.ended();
        this.push(null);
      })
      .once('error', error => {
        this.#sink?.ended(error);
        this.destroy(error);
      })
      // the client is to see the end before, which may be the end of a body
      .once('close', () => void (ended || this.destroy()));
  }

  /** From now on what comes goes there. */
  divert(sink: Sink): void {
    this.#sink = sink;
  }

  /** There is room again. */
  goOn(): void {
    this.#socket.resume();
  }

  override _read(): void {
    this.#wanted = true;
    this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    if (this.#socket.destroyed) done();
    else this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #came(bytes: Uint8Array): boolean {
    if (this.#sink === undefined) {
      // the client keeps what it is given, and this memory is filled again
      this.#wanted = false;
      this.push(Buffer.from(bytes));
      return this.#wanted || this.#sink !== undefined;
    }
    if (bytes.buffer !== this.#head.buffer) return this.#sink.filled(bytes.length);
    let goesOn = true;
    for (let rest = bytes; rest.length > 0;) {
      const room = this.#sink.room();
      room.set(rest.subarray(0, room.length));
      goesOn = this.#sink.filled(Math.min(room.length, rest.length));
      rest = rest.subarray(room.length);
    }
    return goesOn;
  }
}
