import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a path of the server gives. `link`s make the page that package tools read. */
export type Answer =
  | { readonly kind: 'bytes'; readonly type: string; readonly bytes: Uint8Array }
  | { readonly kind: 'status'; readonly status: number; readonly text: string };

export interface LoopbackServer {
  /** Such as "http://127.0.0.1:41234". */
  readonly origin: string;
  /** What was asked for that is none of the rehearsal's: "GET http://…" or "CONNECT host:port", in order. */
  strays(): readonly string[];
  close(): Promise<void>;
}

/**
 * An HTTP server on loopback. It also stands in as everyone's proxy: what a tool asks of any other host ends here,
 * is refused, and is remembered.
 */
export async function startLoopbackServer(answer: (path: string) => Promise<Answer>): Promise<LoopbackServer> {
  const strays: string[] = [];
  const refuse = (what: string) => {
    strays.push(what);
    return { kind: 'status', status: 403, text: 'a rehearsal asks nobody but itself\n' } as const;
  };
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const reply = url.startsWith('/') ? answer(url) : Promise.resolve(refuse(`${request.method ?? 'GET'} ${url}`));
    reply.then(
      result => send(request, response, result),
      (error: unknown) => send(request, response, { kind: 'status', status: 500, text: `${String(error)}\n` }),
    );
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    refuse(`CONNECT ${request.url ?? ''}`);
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, strays: () => [...strays], close: () => close(server) };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.on('error', () => response.destroy());
  if (answer.kind === 'status') {
    response.writeHead(answer.status, { 'Content-Type': 'text/plain' });
    response.end(answer.text);
    return;
  }
  const part = partOf(request.headers.range, answer.bytes.length);
  response.setHeader('Content-Type', answer.type);
  response.setHeader('Accept-Ranges', 'bytes');
  if (part === undefined) {
    response.writeHead(200, { 'Content-Length': answer.bytes.length });
    response.end(request.method === 'HEAD' ? undefined : answer.bytes);
    return;
  }
  const bytes = answer.bytes.subarray(part.from, part.to + 1);
  const range = `bytes ${part.from}-${part.to}/${answer.bytes.length}`;
  response.writeHead(206, { 'Content-Length': bytes.length, 'Content-Range': range });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The one range asked for, where it lies inside; undefined means the whole. */
function partOf(range: string | undefined, size: number): { readonly from: number; readonly to: number } | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (match?.[1] === undefined) return undefined;
  const from = Number(match[1]);
  const to = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return from <= to ? { from, to } : undefined;
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
