import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { CONNECT_TIMEOUT, PROXY_REFUSED, seconds } from './trouble.js';

export interface TunnelOptions {
  readonly connectMs: number;
  readonly secureContext: SecureContext;
}

/**
 * A way through a proxy for one request. The libraries hand on what the proxy says as if the server had said it, and
 * wait without a limit; here only the proxy's 200 opens a tunnel, in time, and whoever gives up leaves no connection.
 */
export async function proxyTunnel(proxy: URL, secure: boolean, options: TunnelOptions): Promise<Agent> {
  const stop = new AbortController();
  if (!['http:', 'https:'].includes(proxy.protocol))
    throw refused(`${proxy.protocol.slice(0, -1)} proxies are not supported`, 'kind');
  // Its TLS is only for a proxy that is itself asked by https; the server's comes with each connection.
  const given = { signal: stop.signal, secureContext: options.secureContext } as object;
  if (!secure) {
    const { HttpProxyAgent } = await import('http-proxy-agent');
    return limited(new HttpProxyAgent(proxy, given), proxy, { ...options, stop });
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return limited(new HttpsProxyAgent(proxy, given), proxy, { ...options, stop });
}

type Connect = (request: ClientRequest, target: object) => Promise<Socket>;

function limited<A extends Agent>(
  agent: A,
  proxy: URL,
  { connectMs, secureContext, stop }: TunnelOptions & { readonly stop: AbortController },
): A {
  const open = (agent as unknown as { connect: Connect }).connect;
  const connect: Connect = async (request, target) => {
    let answered: number | undefined;
    agent.once('proxyConnect', ({ statusCode }: { statusCode?: number }) => (answered = statusCode));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop.abort();
    }, connectMs);
    const onClose = () => stop.abort();
    request.once('close', onClose);
    try {
      const socket = await open.call(agent, request, { ...target, secureContext });
      if (answered === undefined || answered === 200) return socket;
      socket.destroy();
      const login = answered === 407 ? ': it wants a login' : '';
      throw refused(`the proxy ${proxy.host} answered ${answered}${login}`, answered);
    } catch (error) {
      if (!late) throw error;
      const lapse = new Error(`no connection through the proxy ${proxy.host} within ${seconds(connectMs)}`);
      throw Object.assign(lapse, { code: CONNECT_TIMEOUT });
    } finally {
      clearTimeout(timer);
      request.off('close', onClose);
    }
  };
  return Object.assign(agent, { connect });
}

function refused(message: string, status: number | string): Error {
  return Object.assign(new Error(message), { code: `${PROXY_REFUSED}${status}` });
}
