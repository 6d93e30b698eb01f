import { BlockList, isIP } from 'node:net';
import { variable, type HostEnv } from '../environment/host-env.js';
import { isLoopback } from './plain-rule.js';

/** The proxy that a URL is asked through; undefined where it is asked directly. */
export type ProxyFor = (url: URL) => URL | undefined;

/**
 * HTTPS_PROXY, HTTP_PROXY and ALL_PROXY in either case, the lower one first, as curl and Python read them; NO_PROXY
 * names hosts, domains, `host:port`, networks such as 10.0.0.0/8, or `*`. This machine is never asked through a proxy.
 */
export function createProxyFor(env: HostEnv, platform: string): ProxyFor {
  const read = (name: string) => variable(env, name.toLowerCase(), platform) || variable(env, name, platform) || '';
  const exceptions = read('NO_PROXY')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '');
  return url => {
    if (isLoopback(url.hostname) || exceptions.some(entry => excepts(entry, url))) return undefined;
    const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY');
    return proxy === '' ? undefined : proxyUrl(proxy);
  };
}

/** `host:port` alone means http; what cannot be read is kept as a name that no system finds, and is so reported. */
function proxyUrl(text: string): URL {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = new URL(URL.canParse(full) ? full : `http://${NO_URL}`);
  if (!isReadable(url.username)) url.username = url.username.replaceAll('%', '%25');
  if (!isReadable(url.password)) url.password = url.password.replaceAll('%', '%25');
  return url;
}

/** A password is often written as it is: a % in it, behind which no number stands, means itself. */
function isReadable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

/** Stands for what is no address. */
export const NO_URL = 'proxy-variable-is-no-url.invalid';

function excepts(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const host = url.hostname.replace(/^\[|[\].]$/g, '');
  const [, network, bits] = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  if (network !== undefined) return isWithin(host, network, Number(bits));
  const [, name = entry, port] = /^\[?([^[\]]+?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  const bare = name.replace(/^\*?\.|\.$/g, '');
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function portOf({ port, protocol }: URL): string {
  return port === '' ? ({ 'https:': '443', 'http:': '80' }[protocol] ?? '') : port;
}

function isWithin(host: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, bits, type);
  return list.check(host, type);
}
