import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { PlannedArtifact } from '../../model/plan.js';
import type { Clock, FetchedFile, Watch } from '../../model/ports.js';
import type { ArtifactCache, CachedFile } from '../cache/artifact-cache.js';
import { fileFailure } from '../files/file-failure.js';
import type { PartialFile } from '../cache/partial-file.js';
import { digest } from '../digest.js';
import type { Connections } from './connections.js';
import type { Download } from './download.js';
import { mostBytesOf } from './download-limits.js';
import { fetchSource, type Patience } from './fetch-source.js';
import type { TimeLimits } from './time-limits.js';
import { openable } from './openable.js';
import type { PlainRule } from './plain-rule.js';
import { redacted } from '../../base/redacted.js';
import { takeTurn } from './take-turn.js';
import type { Widening } from './widening.js';

/** What the fetches of one run have in common. */
export interface Errand {
  readonly offline: boolean;
  readonly locked?: boolean;
  readonly userAgent: string;
  readonly userAgents?: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly cache: ArtifactCache;
  readonly connections: Connections;
  readonly limits: TimeLimits;
  readonly widening: Widening;
  readonly mirrored: (url: string) => string;
  readonly redirected: (url: string) => string;
  readonly mayBePlain: PlainRule;
  readonly patience: Patience;
  readonly mostBytes?: number;
  /** Sources that gave other bytes than promised: asked no more in this run. */
  readonly dropped: Map<string, Failure>;
  /** What this run has downloaded of artifacts that no hash covers: fetched once a run. */
  readonly unverified: Map<string, FetchedFile>;
}

type Fetched = Result<FetchedFile, Failure>;

/** By this the fetches of one artifact are known. */
export function keyOf({ sources, sha256, size }: PlannedArtifact): string {
  return [sha256 ?? '', size ?? '', ...sources].join(' ');
}

/** An artifact: from the cache, from another run that is downloading it, or from its sources in order. */
export async function fetchArtifact(artifact: PlannedArtifact, watch: Watch, errand: Errand): Promise<Fetched> {
  const detail = `${artifact.id} is covered by no hash`;
  if (errand.locked === true && artifact.sha256 === undefined) return err({ kind: 'policy', rule: 'locked', detail });
  const earlier = errand.unverified.get(keyOf(artifact));
  const sha256 = artifact.sha256 ?? earlier?.sha256;
  const found = sha256 === undefined ? ok(undefined) : await errand.cache.find(sha256, watch);
  if (watch.signal.aborted) return err({ kind: 'cancelled' });
  if (!found.ok) return found;
  if (found.value !== undefined) return asFetched(found.value, artifact, errand);
  if (errand.offline)
    return err(
      gather(
        artifact,
        artifact.sources.map(source => offline(errand.mirrored(source))),
      ),
    );
  return download(artifact, watch, errand);
}

/** A size that is not that of the bytes with this hash is as wrong with a cache as without one. */
function asFetched(found: CachedFile, artifact: PlannedArtifact, { unverified, mirrored }: Errand): Fetched {
  const { id, size = found.bytes, sha256 } = artifact;
  if (size !== found.bytes) {
    const detail = `${id} is to have ${size} bytes, and what has its sha256 has ${found.bytes}`;
    return err({ kind: 'policy', rule: 'size', detail });
  }
  const source = unverified.get(keyOf(artifact))?.source ?? redacted(mirrored(artifact.sources[0] ?? ''));
  return ok({ ...found, source, fromCache: true, verified: sha256 !== undefined });
}

function offline(asked: string): Failure {
  return { kind: 'unreachable', url: redacted(asked), cause: 'offline', detail: 'not in the cache', tries: 0 };
}

function gather(artifact: PlannedArtifact, failures: readonly Failure[]): Failure {
  const [only] = failures;
  return only !== undefined && failures.length === 1 ? only : { kind: 'sources', artifact: artifact.id, failures };
}

async function download(artifact: PlannedArtifact, watch: Watch, errand: Errand): Promise<Fetched> {
  const { cache, clock, limits } = errand;
  const turn = await takeTurn(artifact.sha256, { cache, clock, watch, patienceMs: 4 * limits.stallMs });
  if (!turn.ok) return turn;
  if (!('partial' in turn.value)) return asFetched(turn.value, artifact, errand);
  const { partial, release } = turn.value;
  try {
    const fetched = await fromSources(artifact, partial, { watch, errand }).catch((error: unknown) =>
      err(fileFailure('write', partial.path, error)),
    );
    if (!fetched.ok) await partial.leave();
    return fetched;
  } finally {
    await release();
  }
}

interface Surroundings {
  readonly watch: Watch;
  readonly errand: Errand;
}

/** The sources in order; what the disk says ends it, and so does the user. */
async function fromSources(
  artifact: PlannedArtifact,
  partial: PartialFile,
  { watch, errand }: Surroundings,
): Promise<Fetched> {
  const failures: Failure[] = [];
  for (const source of artifact.sources) {
    const asked = errand.mirrored(source);
    const got = await askSource(asked, artifact, { partial, watch, errand });
    if (got.ok) return keepIn(errand, artifact, { partial, source: redacted(asked) });
    if (got.error.kind === 'cancelled' || got.error.kind === 'file') return got;
    failures.push(got.error);
  }
  return err(gather(artifact, failures));
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
  const url = openable(asked, errand.mayBePlain);
  if (!url.ok) return url;
  const wish: Download = {
    url: url.value,
    source: digest(asked),
    wanted: artifact,
    request: { ...errand, shown, signal: watch.signal },
    watch,
    mostBytes: errand.mostBytes ?? mostBytesOf(artifact),
    widening: errand.widening,
    now: () => errand.clock.now(),
  };
  const got = await fetchSource(partial, wish, errand.patience);
  if (!got.ok && got.error.kind === 'mismatch') errand.dropped.set(key, got.error);
  return got;
}

async function keepIn(
  { cache, unverified }: Errand,
  artifact: PlannedArtifact,
  { partial, source }: { readonly partial: PartialFile; readonly source: string },
): Promise<Fetched> {
  const kept = await cache.keep(partial);
  if (!kept.ok) return kept;
  const verified = artifact.sha256 !== undefined;
  const fetched: FetchedFile = { ...kept.value, source, fromCache: false, verified };
  if (!verified) unverified.set(keyOf(artifact), fetched);
  return ok(fetched);
}
