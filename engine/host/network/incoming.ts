import type { IncomingMessage } from 'node:http';
import type { Piece } from '../cache/stretch.js';
import { DivertibleSocket } from './divertible-socket.js';
import { Slabs } from './slabs.js';

/** A body as it comes: no more than is asked for, but for what is on its way already. */
export interface Incoming {
  /** The next piece; undefined at the end. Throws what broke it, after the pieces that came before. */
  next(): Promise<Piece | undefined>;
  /** Lets go of the connection; whoever waits is told of the error. */
  stop(error?: Error): void;
}

/** The body of an answer: past the HTTP client where its length is known, through it where it is not. */
export function incomingOf(response: IncomingMessage): Incoming {
  const { socket, statusCode = 0, headers } = response;
  const length = /^\d{1,15}$/.exec(headers['content-length'] ?? '')?.[0];
  const isPlain = headers['transfer-encoding'] === undefined && length !== undefined;
  const isWanted = statusCode === 200 || statusCode === 206;
  return isPlain && isWanted && (socket as unknown) instanceof DivertibleSocket
    ? diverted(response, socket as unknown as DivertibleSocket, Number(length))
    : collected(response);
}

/** Pieces that have come, for one who waits for them. */
class Queue {
  readonly #held: Piece[] = [];
  #end: { readonly error?: Error } | undefined;
  #wake = () => undefined as void;

  put(bytes: Buffer, release: Piece['release'] = () => undefined): void {
    this.#held.push({ bytes, release });
    this.#wake();
  }

  end(error?: Error): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake();
  }

  async next(): Promise<Piece | undefined> {
    if (this.#held.length === 0 && this.#end === undefined) await new Promise<void>(resolve => (this.#wake = resolve));
    const piece = this.#held.shift();
    if (piece === undefined && this.#end?.error !== undefined) throw this.#end.error;
    return piece;
  }
}

function diverted(response: IncomingMessage, socket: DivertibleSocket, length: number): Incoming {
  const queue = new Queue();
  let left = length;
  const take = (bytes: number) => {
    left -= bytes;
    if (left === 0) queue.end();
  };
  let begun = false;
  /** What came with the head has gone through the client. */
  const begin = () => {
    if (begun) return;
    begun = true;
    const first = response.read() as Buffer | null;
    if (first !== null) queue.put(first);
    take(first?.length ?? 0);
  };
  const slabs = new Slabs(length, () => socket.goOn());
  response.on('error', () => undefined);
  socket.divert({
    room: () => slabs.room(),
    filled(bytes) {
      begin();
      const wanted = Math.min(bytes, left);
      if (wanted > 0) {
        const piece = slabs.filled(wanted);
        queue.put(piece.bytes, piece.release);
        take(wanted);
      }
      return left > 0 && !slabs.full;
    },
    ended(error = closedEarly()) {
      begin();
      queue.end(error);
    },
  });
  return {
    next() {
      begin();
      return queue.next();
    },
    stop(error = closedEarly()) {
      queue.end(error);
      socket.destroy();
    },
  };
}

/** Takes from the client all that it has, which may be many chunks of a few bytes, and the next only when that is asked for. */
function collected(response: IncomingMessage): Incoming {
  let ended: { readonly error?: Error } | undefined;
  let wake = () => undefined as void;
  const end = (error?: Error) => {
    ended ??= error === undefined ? {} : { error };
    wake();
  };
  response.on('readable', () => wake());
  response.once('end', () => end()).once('error', end);
  response.once('close', () => end(closedEarly()));
  return {
    async next() {
      for (;;) {
        const bytes = response.read() as Buffer | null;
        if (bytes !== null) return { bytes, release: () => undefined };
        if (ended?.error !== undefined) throw ended.error;
        if (ended !== undefined) return undefined;
        await new Promise<void>(resolve => (wake = resolve));
      }
    },
    stop(error = closedEarly()) {
      end(error);
      response.destroy();
    },
  };
}

/** The other side has gone before the end. */
export function closedEarly(): Error {
  return Object.assign(new Error('closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
