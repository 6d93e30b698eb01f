import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../../base/result.js';
import type { Connections } from './connections.js';
import { Lapse, troubleOf, type Trouble } from './trouble.js';

export interface TimeLimits {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** From the request until its headers are there. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly stallMs: number;
  /** Who sends less than a byte a millisecond for so long is given up. */
  readonly crawlMs: number;
}

export interface Ask {
  readonly connections: Connections;
  readonly limits: TimeLimits;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  /** GET where it is absent. */
  readonly method?: 'GET' | 'HEAD';
  /** The URL as it may be shown. */
  readonly shown: string;
}

export interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
  /** The bytes as they were sent; throws a `Lapse` when they stop coming. To be iterated once. */
  body(): AsyncIterable<Buffer>;
  /** Lets go of the connection; of no effect after the last byte. */
  drop(): void;
}

/** One GET (or HEAD): no redirect is followed, nothing is decoded, every wait has a limit. */
export async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  ask: Ask,
): Promise<Result<Answer, Trouble>> {
  const { default: fetch } = await import('node-fetch');
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  ask.signal.addEventListener('abort', onAbort, { once: true });
  if (ask.signal.aborted) stop.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, ask.limits.headersMs);
  try {
    const agent = await ask.connections(url);
    const response = await fetch(url, {
      method: ask.method ?? 'GET',
      headers: { 'user-agent': ask.userAgent, ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual',
      compress: false,
      agent,
      signal: stop.signal,
    });
    const body = response.body as Readable;
    // from now on, or a connection that breaks at once would break unseen
    const came = collect(body);
    return ok({
      status: response.status,
      header: name => response.headers.get(name) ?? undefined,
      body: () => pieces(body, came, ask),
      drop: () => void body.destroy(),
    });
  } catch (error) {
    const lapse = new Lapse('timeout', `no answer within ${ask.limits.headersMs} ms`);
    return err(troubleOf(late ? lapse : error, ask.shown));
  } finally {
    clearTimeout(timer);
    ask.signal.removeEventListener('abort', onAbort);
  }
}

/**
 * The body piece by piece. Not `for await (… of body)`: a stream that breaks throws away what it holds already,
 * and those bytes are good for a download that goes on where it stopped.
 */
async function* pieces(body: Readable, came: Collected, { limits, signal }: Ask): AsyncGenerator<Buffer> {
  const onAbort = () => void body.destroy(new Error('aborted by the user'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stalled = () => body.destroy(new Lapse('stall', `no byte came for ${limits.stallMs} ms`));
  try {
    for (let waited = 0, bytes = 0; ;) {
      const timer = setTimeout(stalled, limits.stallMs);
      const since = performance.now();
      const piece = await came.next().finally(() => clearTimeout(timer));
      // only waiting counts: a slow disk is not the server's fault
      waited += performance.now() - since;
      if (piece === undefined) return;
      yield piece;
      bytes += piece.length;
      if (waited < limits.crawlMs) continue;
      if (bytes < limits.crawlMs) throw new Lapse('stall', `only ${bytes} bytes came in ${limits.crawlMs} ms`);
      waited = bytes = 0;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    body.destroy();
  }
}

interface Collected {
  /** The next piece; undefined at the end. Throws what broke the stream, after the pieces that came before. */
  next(): Promise<Buffer | undefined>;
}

/** Takes a piece from the stream, and the next one only when that is asked for. */
function collect(body: Readable): Collected {
  const held: Buffer[] = [];
  let end: { readonly error?: Error } | undefined;
  let wake = () => undefined as void;
  const ended = (error?: Error) => {
    end ??= error === undefined ? {} : { error };
    wake();
  };
  body.on('data', (piece: Buffer) => {
    held.push(piece);
    body.pause();
    wake();
  });
  body.once('end', () => ended()).once('error', ended);
  body.once('close', () => ended(Object.assign(new Error('closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })));
  return {
    async next() {
      if (held.length === 0 && end === undefined) {
        body.resume();
        await new Promise<void>(resolve => (wake = resolve));
      }
      const piece = held.shift();
      if (piece === undefined && end?.error !== undefined) throw end.error;
      return piece;
    },
  };
}
