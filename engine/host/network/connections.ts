import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ProxyFor } from './proxy-for.js';
import { proxyTunnel } from './proxy-tunnel.js';
import { CONNECT_TIMEOUT } from './trouble.js';

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
  const http = timed(new HttpAgent(), 'connect', connectMs);
  let trust: SecureContext | undefined;
  const trusted = () => (trust ??= createSecureContext({ ca: [...certificates()] }));
  let https: HttpsAgent | undefined;
  return async url => {
    const secure = url.protocol === 'https:';
    const proxy = proxyFor(url);
    if (proxy !== undefined) return proxyTunnel(proxy, secure, { connectMs, secureContext: trusted() });
    if (!secure) return http;
    return (https ??= timed(new HttpsAgent({ secureContext: trusted() }), 'secureConnect', connectMs));
  };
}

function timed<A extends HttpAgent>(agent: A, standing: string, connectMs: number): A {
  type Open = (this: A, ...args: unknown[]) => Duplex;
  const open = (agent as unknown as { createConnection: Open }).createConnection;
  const timedOpen: Open = function (...args) {
    const socket = open.apply(this, args);
    const timer = setTimeout(() => {
      const error = new Error(`no connection within ${connectMs} ms`);
      socket.destroy(Object.assign(error, { code: CONNECT_TIMEOUT }));
    }, connectMs);
    const settle = () => clearTimeout(timer);
    socket.once(standing, settle).once('close', settle);
    return socket;
  };
  return Object.assign(agent, { createConnection: timedOpen });
}
