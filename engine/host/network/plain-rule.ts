import type { MirrorRule } from './mirrored.js';

/** Whether a URL may be asked without TLS. */
export type PlainRule = (url: URL) => boolean;

/** Plain http is for this machine itself, and for mirrors that the user has named. */
export function createPlainRule(mirrors: readonly MirrorRule[]): PlainRule {
  const named = new Set(mirrors.filter(({ to }) => URL.canParse(to)).map(({ to }) => new URL(to).origin));
  return url => url.protocol === 'http:' && (isLoopback(url.hostname) || named.has(url.origin));
}

/** Whether a host name of a URL is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
