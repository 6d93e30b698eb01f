import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface LoopbackProxy {
  readonly port: number;
  /** "CONNECT files.test:443" or "GET http://files.test/a", each with the login that came. */
  readonly asked: readonly { readonly what: string; readonly login: string | undefined }[];
  close(): Promise<void>;
}

/** `answer`: of a tunnel, in place of opening it; an empty one says nothing at all. */
export interface ProxyManners {
  readonly answer?: string;
  /** Without it, 407. */
  readonly login?: string;
  /** It is itself asked by https. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

/** A real proxy on loopback: whatever host is asked for, it leads to a port of this machine. */
export async function startProxy(target: number, manners: ProxyManners = {}): Promise<LoopbackProxy> {
  const asked: { what: string; login: string | undefined }[] = [];
  const open = new Set<Duplex>();
  const mayPass = ({ headers }: IncomingMessage) =>
    manners.login === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(manners.login).toString('base64')}`;
  const note = (request: IncomingMessage) =>
    asked.push({ what: `${request.method} ${request.url}`, login: request.headers['proxy-authorization'] });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    note(request);
    if (!mayPass(request)) return void response.writeHead(407).end('login first\n');
    const path = new URL(request.url ?? '').pathname;
    ask({ host: '127.0.0.1', port: target, path }, came => {
      response.writeHead(came.statusCode ?? 500, came.headers);
      came.pipe(response);
    }).end();
  };
  const server = manners.tls === undefined ? createServer(answer) : createTlsServer(manners.tls, answer);
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    note(request);
    socket.on('error', () => undefined);
    if (manners.answer === '') return;
    if (!mayPass(request)) return void socket.end('HTTP/1.1 407 Login\r\nContent-Length: 6\r\n\r\nlogin\n');
    if (manners.answer !== undefined) return void socket.end(manners.answer);
    const behind = connect(target, 'localhost', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      behind.pipe(socket).pipe(behind);
    });
    open.add(behind);
    behind.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
