import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { DivertibleSocket } from './divertible-socket.js';
import type { ProxyFor } from './proxy-for.js';
import { proxyTunnel } from './proxy-tunnel.js';
import { CONNECT_TIMEOUT, seconds } from './trouble.js';

/** How the HTTP client opens its connections. */
export type Connections = (url: URL) => Promise<HttpAgent>;

export interface ConnectionsOptions {
  readonly connectMs: number;
  readonly proxyFor: ProxyFor;
  /** Whom to trust, in PEM; read when the first server with TLS is asked. */
  readonly certificates: () => readonly string[];
}

/** One connection a request, given up when it does not stand (TLS included) in time. */
export function openConnections({ connectMs, proxyFor, certificates }: ConnectionsOptions): Connections {
  const once = <T>(make: () => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
  };
  const trusted = once(async (): Promise<SecureContext> => {
    const { createSecureContext } = await import('node:tls');
    return createSecureContext({ ca: [...certificates()] });
  });
  const plain = once(async (): Promise<HttpAgent> => {
    const { Agent } = await import('node:http');
    return direct(new Agent(), 'connect', connectMs);
  });
  const secured = once(async (): Promise<HttpsAgent> => {
    const { Agent } = await import('node:https');
    return direct(new Agent({ secureContext: await trusted() }), 'secureConnect', connectMs);
  });
  return async url => {
    const secure = url.protocol === 'https:';
    const proxy = proxyFor(url);
    if (proxy !== undefined) return proxyTunnel(proxy, secure, { connectMs, secureContext: await trusted() });
    return secure ? secured() : plain();
  };
}

type Open = (options: object, ...rest: unknown[]) => Socket;

/** An agent whose connections are lines that stand in time. */
function direct<A extends HttpAgent>(agent: A, standing: string, connectMs: number): A {
  const open = (agent as unknown as { readonly createConnection: Open }).createConnection.bind(agent);
  const openSocket = (options: object, ...rest: unknown[]) =>
    new DivertibleSocket(more => timed(open({ ...options, ...more }, ...rest), standing, connectMs));
  return Object.assign(agent, { createConnection: openSocket });
}

function timed(socket: Socket, standing: string, connectMs: number): Socket {
  const timer = setTimeout(() => {
    const error = new Error(`no connection within ${seconds(connectMs)}`);
    socket.destroy(Object.assign(error, { code: CONNECT_TIMEOUT }));
  }, connectMs);
  const settle = () => clearTimeout(timer);
  return socket.once(standing, settle).once('close', settle);
}
