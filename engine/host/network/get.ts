import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { err, ok, type Result } from '../../base/result.js';
import type { Piece } from '../cache/stretch.js';
import type { Connections } from './connections.js';
import { closedEarly, incomingOf, type Incoming } from './incoming.js';
import { pieces } from './pieces.js';
import type { TimeLimits } from './time-limits.js';
import { Lapse, seconds, troubleOf, type Trouble } from './trouble.js';

export interface Ask {
  readonly connections: Connections;
  readonly limits: TimeLimits;
  readonly userAgent: string;
  /** By host, in place of that: a redirect may lead to another one. */
  readonly userAgents?: ReadonlyMap<string, string>;
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
  body(): AsyncIterable<Piece>;
  /** Lets go of the connection; of no effect after the last byte. */
  drop(): void;
}

/** One GET (or HEAD): no redirect is followed, nothing is decoded, every wait has a limit. */
export async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  ask: Ask,
): Promise<Result<Answer, Trouble>> {
  try {
    const { response, incoming } = await answerTo(await begin(url, headers, ask), ask);
    return ok({
      status: response.statusCode ?? 0,
      header: name => headerOf(response, name),
      body: () => pieces(incoming, ask),
      drop: () => incoming.stop(),
    });
  } catch (error) {
    return err(troubleOf(error, ask.shown));
  }
}

async function begin(url: URL, headers: Readonly<Record<string, string>>, ask: Ask): Promise<ClientRequest> {
  const agent = await ask.connections(url);
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const userAgent = ask.userAgents?.get(url.hostname) ?? ask.userAgent;
  const said = { accept: '*/*', 'user-agent': userAgent, ...headers, 'accept-encoding': 'identity' };
  return request(url, { method: ask.method ?? 'GET', headers: said, agent });
}

interface Begun {
  readonly response: IncomingMessage;
  readonly incoming: Incoming;
}

function answerTo(request: ClientRequest, { limits, signal }: Ask): Promise<Begun> {
  const { headersMs } = limits;
  return new Promise((resolve, reject) => {
    const lapse = new Lapse('timeout', `no answer within ${seconds(headersMs)}`);
    const timer = setTimeout(() => request.destroy(lapse), headersMs);
    const onAbort = () => void request.destroy(new Error('aborted by the user'));
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    // an answer whose connection goes before it is handed on is none
    request.once('close', () => {
      settle();
      reject(closedEarly());
    });
    // it may tell of the end of its connection again, when the answer is there
    request.on('error', error => {
      settle();
      reject(error);
    });
    request.once('response', response => {
      settle();
      // at once, or a connection that breaks with the first piece would break unseen
      resolve({ response, incoming: incomingOf(response) });
    });
    // to 101 there is no body, and no other answer: without a listener nothing at all would be told
    request.once('upgrade', (response, socket) => {
      settle();
      resolve({ response, incoming: nothing(socket) });
      socket.destroy();
    });
    if (signal.aborted) onAbort();
    request.end();
  });
}

function nothing(socket: Duplex): Incoming {
  return { next: () => Promise.resolve(undefined), stop: () => void socket.destroy() };
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
