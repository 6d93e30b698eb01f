import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { PlannedArtifact } from '../../model/plan.js';
import type { Clock, FetchedFile, Network, Watch } from '../../model/ports.js';
import { trustedCertificates } from '../certificates.js';
import type { HostEnv } from '../host-env.js';
import { systemName } from '../system-name.js';
import { fileFailure } from '../cache/file-failure.js';
import { artifactCache, type ArtifactCache } from '../cache/artifact-cache.js';
import type { PartialFile } from '../cache/partial-file.js';
import { openConnections, type Connections } from './connections.js';
import { createProxyFor } from './proxy-for.js';
import type { Download } from './download-into.js';
import { fetchSource, type Patience } from './fetch-source.js';
import type { TimeLimits } from './get.js';
import { createMirrored, type MirrorRule } from './mirrored.js';
import { createPlainRule, type PlainRule } from './plain-rule.js';
import { redacted } from '../../base/redacted.js';
import { SharedFetches } from './shared-fetches.js';
import { sparseProgress } from './sparse-progress.js';

export interface NetworkOptions {
  readonly cacheFolder: string;
  readonly mirrors: readonly MirrorRule[];
  /** Nothing is asked; only the cache is used. */
  readonly offline: boolean;
  /** An artifact that no hash covers is refused. */
  readonly locked?: boolean;
  readonly userAgent: string;
  /** Where proxies and certificates are named. */
  readonly env?: HostEnv;
  /** A file of certificates to trust as well. */
  readonly ca?: string;
  readonly timeouts?: Partial<TimeLimits>;
  /** How often one source is asked at most. */
  readonly tries?: number;
  readonly clock: Clock;
}

const PATIENT: TimeLimits = { connectMs: 15_000, headersMs: 30_000, stallMs: 30_000 };

/** The network, and the cache in front of it. */
export function openNetwork(options: NetworkOptions): Network {
  const mirrored = createMirrored(options.mirrors);
  const limits = { ...PATIENT, ...options.timeouts };
  const errand: Errand = {
    ...options,
    cache: artifactCache(options.cacheFolder),
    connections: connectionsOf(options, limits),
    limits,
    mirrored,
    mayBePlain: createPlainRule(options.mirrors),
    patience: { tries: options.tries ?? 4, clock: options.clock },
    dropped: new Map(),
    unverified: new Map(),
  };
  const shared = new SharedFetches();
  return {
    mirrored,
    fetch: (artifact, watch) =>
      shared.join(keyOf(artifact), watch, everyone => fetchArtifact(artifact, sparseProgress(everyone), errand)),
  };
}

function connectionsOf({ env = {}, ca }: NetworkOptions, { connectMs }: TimeLimits): Connections {
  const trust = { env, platform: systemName, ...(ca !== undefined && { ca }) };
  return openConnections({
    connectMs,
    proxyFor: createProxyFor(env, systemName),
    certificates: () => trustedCertificates(trust),
  });
}

interface Errand extends Pick<NetworkOptions, 'offline' | 'locked' | 'userAgent' | 'clock'> {
  readonly cache: ArtifactCache;
  readonly connections: Connections;
  readonly limits: TimeLimits;
  readonly mirrored: (url: string) => string;
  readonly mayBePlain: PlainRule;
  readonly patience: Patience;
  /** Sources that gave other bytes than promised: asked no more in this run. */
  readonly dropped: Map<string, Failure>;
  /** What this run has downloaded of artifacts that no hash covers: fetched once a run. */
  readonly unverified: Map<string, FetchedFile>;
}

function keyOf({ sources, sha256, size }: PlannedArtifact): string {
  return [sha256 ?? '', size ?? '', ...sources].join(' ');
}

async function fetchArtifact(
  artifact: PlannedArtifact,
  watch: Watch,
  errand: Errand,
): Promise<Result<FetchedFile, Failure>> {
  const detail = `${artifact.id} is covered by no hash`;
  if (errand.locked === true && artifact.sha256 === undefined) return err({ kind: 'policy', rule: 'locked', detail });
  const found = await findInCache(artifact, watch, errand);
  if (watch.signal.aborted) return err({ kind: 'cancelled' });
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value);
  const partial = await errand.cache.begin();
  if (!partial.ok) return partial;
  const { path } = partial.value;
  const fetched = await fetchFromSources(artifact, partial.value, { watch, errand }).catch((error: unknown) =>
    err(fileFailure('write', path, error)),
  );
  if (!fetched.ok) await partial.value.discard();
  return fetched;
}

async function findInCache(
  artifact: PlannedArtifact,
  watch: Watch,
  { cache, unverified, mirrored }: Errand,
): Promise<Result<FetchedFile | undefined, Failure>> {
  const earlier = unverified.get(keyOf(artifact));
  const sha256 = artifact.sha256 ?? earlier?.sha256;
  if (sha256 === undefined) return ok(undefined);
  const found = await cache.find(sha256, watch);
  if (!found.ok || found.value === undefined) return found as Result<undefined, Failure>;
  const source = earlier?.source ?? redacted(mirrored(artifact.sources[0] ?? ''));
  return ok({ ...found.value, source, fromCache: true, verified: artifact.sha256 !== undefined });
}

interface Surroundings {
  readonly watch: Watch;
  readonly errand: Errand;
}

/** The sources in order; what the disk says ends it, and so does the user. */
async function fetchFromSources(
  artifact: PlannedArtifact,
  partial: PartialFile,
  { watch, errand }: Surroundings,
): Promise<Result<FetchedFile, Failure>> {
  const failures: Failure[] = [];
  for (const source of artifact.sources) {
    const asked = errand.mirrored(source);
    const got = await askSource(asked, artifact, { partial, watch, errand });
    if (got.ok) return keepIn(errand, artifact, { partial, source: redacted(asked) });
    if (got.error.kind === 'cancelled' || got.error.kind === 'file') return got;
    failures.push(got.error);
  }
  const [only] = failures;
  if (only !== undefined && failures.length === 1) return err(only);
  return err({ kind: 'sources', artifact: artifact.id, failures });
}

async function askSource(
  asked: string,
  artifact: PlannedArtifact,
  { partial, watch, errand }: Surroundings & { readonly partial: PartialFile },
): Promise<Result<undefined, Failure>> {
  const shown = redacted(asked);
  const key = `${asked} ${artifact.sha256 ?? ''} ${artifact.size ?? ''}`;
  const before = errand.dropped.get(key);
  if (before !== undefined) return err(before);
  if (errand.offline)
    return err({ kind: 'unreachable', url: shown, cause: 'offline', detail: 'not in the cache', tries: 0 });
  const url = URL.canParse(asked) ? new URL(asked) : undefined;
  if (url === undefined || !(url.protocol === 'https:' || errand.mayBePlain(url)))
    return err({ kind: 'policy', rule: 'https', detail: `${shown} is not an https URL` });
  const download: Download = {
    url,
    wanted: artifact,
    request: { ...errand, shown, signal: watch.signal },
    watch,
    now: () => errand.clock.now(),
  };
  const got = await fetchSource(partial, download, errand.patience);
  if (!got.ok && got.error.kind === 'mismatch') errand.dropped.set(key, got.error);
  return got;
}

async function keepIn(
  { cache, unverified }: Errand,
  artifact: PlannedArtifact,
  { partial, source }: { readonly partial: PartialFile; readonly source: string },
): Promise<Result<FetchedFile, Failure>> {
  const kept = await cache.keep(partial);
  if (!kept.ok) return kept;
  const verified = artifact.sha256 !== undefined;
  const fetched: FetchedFile = { ...kept.value, source, fromCache: false, verified };
  if (!verified) unverified.set(keyOf(artifact), fetched);
  return ok(fetched);
}
