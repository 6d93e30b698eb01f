import { redacted } from '../../base/redacted.js';
import type { Failure, UnreachableFailure } from '../../model/failure.js';

/** Why one try did not bring the thing, and whether another may. */
export interface Trouble {
  readonly failure: Failure;
  readonly again: boolean;
  /** What the server asked for in Retry-After. */
  readonly notBeforeMs?: number;
}

/** A limit of ours ran out; thrown into the stream that was waited for. */
export class Lapse extends Error {
  constructor(
    readonly limit: 'timeout' | 'stall',
    detail: string,
  ) {
    super(detail);
  }
}

/** A limit as it is shown. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

export const CONNECT_TIMEOUT = 'CONNECT_TIMEOUT';
/** Begins the code of an error; the status that a proxy answered ends it. */
export const PROXY_REFUSED = 'PROXY_REFUSED_';

/** No way led through the proxy: what went wrong between this machine and it. */
export class ProxyError extends Error {
  constructor(
    readonly proxy: string,
    readonly reason: unknown,
  ) {
    super('no way through the proxy');
  }
}

/** What an error of the HTTP client or the system means. `url` is as it may be shown. */
export function troubleOf(error: unknown, url: string): Trouble {
  if (error instanceof Lapse) return unreachable(url, error.limit, error.message, true);
  if (error instanceof ProxyError) return proxyTrouble(error, url);
  const { code = '', message } = error as { code?: string; message: string };
  const detail = detailOf(code, reasonIn(message));
  if (code === CONNECT_TIMEOUT) return unreachable(url, 'timeout', reasonIn(message), true);
  if (code.startsWith(PROXY_REFUSED)) return refusedByProxy(url, reasonIn(message), code.slice(PROXY_REFUSED.length));
  if (CERTIFICATE.test(code)) return unreachable(url, 'tls', detail, false);
  if (DNS.test(code)) return unreachable(url, 'dns', `the name ${hostOf(url)} is not known (${code})`, true);
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || message === 'aborted')
    return unreachable(url, 'short', 'the connection was closed before the end', true);
  if (CUT.test(code)) return unreachable(url, 'reset', detail, true);
  return unreachable(url, code === 'ETIMEDOUT' ? 'timeout' : 'connect', detail, true);
}

/** Whoever reads it is to look at the proxy, not at the server, which nobody has asked. */
function proxyTrouble({ proxy, reason }: ProxyError, url: string): Trouble {
  const { failure, again } = troubleOf(reason, `http://${proxy}/`);
  const { cause, detail } = failure as UnreachableFailure;
  return unreachable(url, cause === 'tls' ? 'tls' : 'proxy', `the proxy ${proxy}: ${detail}`, again);
}

export function unreachable(url: string, cause: UnreachableFailure['cause'], detail: string, again: boolean): Trouble {
  return { failure: { kind: 'unreachable', url, cause, detail, tries: 1 }, again };
}

/** What a proxy says is no word of the server: neither absent nor refused, but not to be reached. */
export function refusedByProxy(url: string, detail: string, status: string): Trouble {
  return unreachable(url, 'proxy', detail, /^(408|429|5\d\d)$/.test(status));
}

const CERTIFICATE = new RegExp(
  '^(CERT_|CRL_|ERROR_IN_C|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO|' +
    'INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)',
);
const DNS = /^(ENOTFOUND|EAI_)/;
const CUT = /^(ECONNRESET|EPIPE|HPE_)/;

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

/** In words where there are some; the system's code stays, since that is what people look up. */
function detailOf(code: string, reason: string): string {
  const words = WORDS[code] ?? FAMILIES.find(([family]) => family.test(`${code} ${reason}`))?.[1];
  if (words !== undefined) return `${words} (${code})`;
  return reason.includes(code) ? reason : `${reason} (${code})`;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'no connection in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/, 'nobody whom this machine trusts vouches for its certificate'],
  [/^(ERR_SSL|EPROTO).*wrong.version.number/i, 'it speaks no TLS there'],
  [/^HPE_/, 'what answers there does not keep to HTTP'],
];

function reasonIn(message: string): string {
  // OpenSSL puts its own numbers and places around what it says
  const said = /error:[0-9A-F]+:SSL routines:[^:]*:([^:]+)/i.exec(message)?.[1] ?? message;
  return redacted(said).replace(/\s+/g, ' ').trim().slice(0, 200);
}
