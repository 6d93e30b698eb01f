import { redacted } from '../../base/redacted.js';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Asks, Clock, Network, Reads } from '../../model/ports.js';
import { artifactCache } from '../cache/artifact-cache.js';
import { trustedCertificates } from '../environment/certificates.js';
import type { HostEnv } from '../environment/host-env.js';
import { systemName } from '../system-name.js';
import { openConnections, type Connections } from './connections.js';
import { askUrl } from './ask-url.js';
import { readUrl, scanUrl } from './read-url.js';
import { fetchArtifact, keyOf, type Errand } from './fetch-artifact.js';
import type { TimeLimits } from './time-limits.js';
import { createMirrored, createRedirected, type MirrorRule } from './mirrored.js';
import { openable } from './openable.js';
import { createPlainRule } from './plain-rule.js';
import { createProxyFor } from './proxy-for.js';
import { streamUrl, type Streams } from './stream-url.js';
import { SharedFetches } from './shared-fetches.js';
import { sparseProgress } from './sparse-progress.js';
import { usualWidening, type Widening } from './widening.js';

export interface NetworkOptions {
  readonly cacheFolder: string;
  readonly mirrors: readonly MirrorRule[];
  /** Nothing is asked; only the cache is used. */
  readonly offline: boolean;
  /** An artifact that no hash covers is refused. */
  readonly locked?: boolean;
  readonly userAgent: string;
  /** By host, in place of that. */
  readonly userAgents?: ReadonlyMap<string, string>;
  /** Where proxies and certificates are named. */
  readonly env?: HostEnv;
  /** A file of certificates to trust as well. */
  readonly ca?: string;
  readonly timeouts?: Partial<TimeLimits>;
  /** When one file is asked for by several connections. */
  readonly widening?: Partial<Widening>;
  /** How long a file may be whose size is not known. */
  readonly mostBytes?: number;
  /** How often one source is asked at most. */
  readonly tries?: number;
  readonly clock: Clock;
}

const PATIENT: TimeLimits = { connectMs: 15_000, headersMs: 30_000, stallMs: 30_000, crawlMs: 60_000 };

/** The list of a large channel. */
const LONGEST_TEXT = 512 * 1024 * 1024;

/** The network, and the cache in front of it. */
export function openNetwork(options: NetworkOptions): Network & Asks & Reads & Streams {
  const mirrored = createMirrored(options.mirrors);
  const limits = { ...PATIENT, ...options.timeouts };
  const errand: Errand = {
    ...options,
    cache: artifactCache(options.cacheFolder),
    connections: connectionsOf(options, limits),
    limits,
    widening: { ...usualWidening(), ...options.widening },
    mirrored,
    redirected: createRedirected(options.mirrors),
    mayBePlain: createPlainRule(options.mirrors),
    patience: { tries: options.tries ?? 4, clock: options.clock },
    dropped: new Map(),
    unverified: new Map(),
  };
  const shared = new SharedFetches();
  const opened = (url: string): Result<Opened, Failure> => {
    const [asked, shown] = [mirrored(url), redacted(mirrored(url))];
    if (options.offline)
      return err({ kind: 'unreachable', url: shown, cause: 'offline', detail: 'not asked', tries: 0 });
    const found = openable(asked, errand.mayBePlain);
    return found.ok ? ok({ at: found.value, shown }) : found;
  };
  const readingOf = ({ shown }: Opened, signal: AbortSignal) => {
    return { ...errand, shown, signal, mostBytes: LONGEST_TEXT };
  };
  return {
    mirrored,
    ask: async (url, signal) => {
      const found = opened(url);
      if (!found.ok) return found;
      return askUrl(found.value.at, { ...errand, shown: found.value.shown, signal }, errand.patience);
    },
    read: async (url, signal) => {
      const found = opened(url);
      return found.ok ? readUrl(found.value.at, readingOf(found.value, signal), errand.patience) : found;
    },
    scan: async (url, begin, signal) => {
      const found = opened(url);
      if (!found.ok) return found;
      return scanUrl(found.value.at, begin, {
        reading: readingOf(found.value, signal),
        patience: errand.patience,
      });
    },
    stream: async (url, signal) => {
      const found = opened(url);
      if (!found.ok) return found;
      return streamUrl(found.value.at, { ...errand, shown: found.value.shown, signal }, errand.patience);
    },
    fetch: (artifact, watch) =>
      shared.join(keyOf(artifact), watch, everyone => fetchArtifact(artifact, sparseProgress(everyone), errand)),
  };
}

interface Opened {
  readonly at: URL;
  readonly shown: string;
}

function connectionsOf({ env = {}, ca }: NetworkOptions, { connectMs }: TimeLimits): Connections {
  const trust = { env, platform: systemName, ...(ca !== undefined && { ca }) };
  return openConnections({
    connectMs,
    proxyFor: createProxyFor(env, systemName),
    certificates: () => trustedCertificates(trust),
  });
}
