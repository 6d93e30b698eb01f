import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What the loopback mirror does with one request. */
export type Behaviour =
  /** With `ranges: 'always'` a range is given whatever If-Range says. */
  | { readonly kind: 'file'; readonly body: Uint8Array; readonly etag?: string; readonly ranges?: boolean | 'always' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Resets the connection after so many bytes of the body. */
  | { readonly kind: 'reset'; readonly body: Uint8Array; readonly after: number; readonly etag?: string }
  /** Promises the whole body, closes politely after so many bytes. */
  | { readonly kind: 'truncate'; readonly body: Uint8Array; readonly after: number; readonly etag?: string }
  /** Sends so many bytes, then nothing more, and stays connected. */
  | { readonly kind: 'stall'; readonly body: Uint8Array; readonly after: number }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** A page that lists packages. */
  | { readonly kind: 'page'; readonly body: string }
  /** What a captive portal or an expired session gives: 200, and an HTML page. */
  | { readonly kind: 'login-page' }
  /** Encodes on the way, although nobody asked for it. */
  | { readonly kind: 'gzip-encoded'; readonly body: Uint8Array }
  /** Sends chunks of this size, a turn of the event loop between two of them. */
  | { readonly kind: 'slow'; readonly body: Uint8Array; readonly chunk: number };

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Mirror {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly Asked[];
  /** The nth request of a path meets the nth behaviour, later ones the last. An unknown path is a 404. */
  serve(path: string, ...behaviours: readonly [Behaviour, ...Behaviour[]]): string;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that fails as it is told. `host` may be `localhost`, for a second origin. */
export async function startMirror(host = '127.0.0.1'): Promise<Mirror> {
  const scripts = new Map<string, Behaviour[]>();
  const requests: Asked[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ method: request.method ?? '', path, headers: request.headers });
    const script = scripts.get(path) ?? [];
    const behaviour = script.length > 1 ? script.shift() : script[0];
    act(behaviour ?? { kind: 'status', status: 404 }, request, response);
  });
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    serve(path, ...behaviours) {
      scripts.set(path, [...behaviours]);
      return url + path;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The URL of a port of this machine that nobody listens on. */
export async function deadUrl(path = '/nothing'): Promise<string> {
  const mirror = await startMirror();
  await mirror.close();
  return mirror.url + path;
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const LOGIN_PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>...</form></body></html>\n';

function act(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'file':
      return sendFile(behaviour, request, response);
    case 'status':
      response.writeHead(behaviour.status, behaviour.headers ?? {});
      return void response.end(`status ${behaviour.status}\n`);
    case 'reset':
      return sendPart(behaviour, response, () => response.socket?.resetAndDestroy());
    case 'truncate':
      return sendPart(behaviour, response, () => response.socket?.end());
    case 'stall':
      return sendPart(behaviour, response, () => undefined);
    case 'silence':
      return;
    case 'redirect':
      response.writeHead(behaviour.status ?? 302, { location: behaviour.to });
      return void response.end();
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end(behaviour.body);
    case 'login-page':
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': LOGIN_PAGE.length });
      return void response.end(LOGIN_PAGE);
    case 'gzip-encoded':
      response.writeHead(200, { 'content-encoding': 'gzip' });
      return void response.end(gzipSync(behaviour.body));
    case 'slow':
      response.writeHead(200, { 'content-length': behaviour.body.length });
      return sendSlowly(behaviour.body, behaviour.chunk, response);
  }
}

function sendFile(
  { body, etag, ranges = false }: Extract<Behaviour, { kind: 'file' }>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const headers = { 'content-type': 'application/octet-stream', ...(etag !== undefined && { etag }) };
  const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const from = Number(first);
  const asked = request.headers['if-range'];
  const current = ranges === 'always' || asked === undefined || asked === etag;
  if (!ranges || first === undefined || !current || from >= body.length) {
    response.writeHead(200, { ...headers, 'content-length': body.length });
    return void response.end(body);
  }
  response.writeHead(206, {
    ...headers,
    'content-length': body.length - from,
    'content-range': `bytes ${from}-${body.length - 1}/${body.length}`,
  });
  response.end(body.subarray(from));
}

function sendPart(
  { body, after, etag }: { readonly body: Uint8Array; readonly after: number; readonly etag?: string },
  response: ServerResponse,
  then: () => unknown,
): void {
  response.writeHead(200, { 'content-length': body.length, ...(etag !== undefined && { etag }) });
  response.flushHeaders();
  response.write(body.subarray(0, after), () => setImmediate(then));
}

function sendSlowly(rest: Uint8Array, chunk: number, response: ServerResponse): void {
  if (response.destroyed) return;
  if (rest.length === 0) return void response.end();
  response.write(rest.subarray(0, chunk), () => setImmediate(() => sendSlowly(rest.subarray(chunk), chunk, response)));
}
