import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { CONNECT_TIMEOUT } from './trouble.js';

/** How the HTTP client opens its connections; the one place where a proxy or a private CA would come in. */
export type Connections = (url: URL) => HttpAgent;

/** One connection a request, given up when it does not stand (TLS included) in time. */
export function openConnections(connectMs: number): Connections {
  const http = timed(new HttpAgent(), 'connect', connectMs);
  const https = timed(new HttpsAgent(), 'secureConnect', connectMs);
  return url => (url.protocol === 'https:' ? https : http);
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
