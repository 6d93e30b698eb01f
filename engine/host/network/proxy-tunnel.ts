import { once } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { PeerCertificate, SecureContext } from 'node:tls';
import { NO_URL } from './proxy-for.js';
import { CONNECT_TIMEOUT, PROXY_REFUSED, ProxyError, seconds } from './trouble.js';

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
  if (proxy.hostname === NO_URL) throw refused(NO_ADDRESS, 'kind');
  if (!['http:', 'https:'].includes(proxy.protocol))
    throw refused(`${proxy.protocol.slice(0, -1)} proxies are not supported`, 'kind');
  // Its TLS is only for a proxy that is itself asked by https; the server's comes with each connection.
  const { checkServerIdentity } = await import('node:tls');
  const given = { signal: stop.signal, secureContext: options.secureContext } as object;
  if (!secure) {
    const { HttpProxyAgent } = await import('http-proxy-agent');
    return limited(new HttpProxyAgent(proxy, given), proxy, { ...options, stop, check: checkServerIdentity });
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return limited(new HttpsProxyAgent(proxy, given), proxy, { ...options, stop, check: checkServerIdentity });
}

const NO_ADDRESS = 'the variable that names the proxy holds no address; in a login # is written %23, / %2F and @ %40';

/** Whether a certificate is one of a host. */
type Check = (host: string, certificate: PeerCertificate) => Error | undefined;
type Connect = (request: ClientRequest, target: { readonly host?: string }) => Promise<Socket>;

function limited<A extends Agent>(
  agent: A,
  proxy: URL,
  { connectMs, secureContext, stop, check }: TunnelOptions & { readonly stop: AbortController; readonly check: Check },
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
      // the library holds the certificate of a server that is asked by its number against the name of the proxy
      const checkServerIdentity: Check = (name, certificate) => check(target.host ?? name, certificate);
      const socket = await open.call(agent, request, { ...target, secureContext, checkServerIdentity });
      // without a tunnel the only certificate is the proxy's own
      if (answered === undefined && proxy.protocol === 'https:') await once(socket, 'secureConnect');
      if (answered === undefined || answered === 200) return socket;
      socket.destroy();
      if (Number.isNaN(answered)) throw refused(`the proxy ${proxy.host} does not answer in HTTP`, 'kind');
      const login = answered === 407 ? ': it wants a login' : '';
      throw refused(`the proxy ${proxy.host} answered ${answered}${login}`, answered);
    } catch (error) {
      if (!late) throw answered === undefined ? new ProxyError(proxy.host, inWords(error)) : error;
      const lapse = new Error(`no connection through the proxy ${proxy.host} within ${seconds(connectMs)}`);
      throw Object.assign(lapse, { code: CONNECT_TIMEOUT });
    } finally {
      clearTimeout(timer);
      request.off('close', onClose);
    }
  };
  return Object.assign(agent, { connect });
}

function inWords(error: unknown): unknown {
  const { message } = error as Error;
  return /^Proxy connection ended/.test(message) ? new Error('it closed the connection without an answer') : error;
}

function refused(message: string, status: number | string): Error {
  return Object.assign(new Error(message), { code: `${PROXY_REFUSED}${status}` });
}
