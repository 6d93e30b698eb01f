import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Clock, Watch } from '../../model/ports.js';
import type { ArtifactCache, CachedFile, Claim } from '../cache/artifact-cache.js';

export interface Turn {
  readonly cache: ArtifactCache;
  readonly clock: Clock;
  readonly watch: Watch;
  /** Whoever has written nothing for so long is not waited for. */
  readonly patienceMs: number;
}

const LOOK_EVERY_MS = 200;

/**
 * One process downloads an artifact, the others wait and find it in the cache. One that hangs is left to itself:
 * then this run downloads into a file of its own.
 */
export async function takeTurn(
  sha256: string | undefined,
  { cache, clock, watch, patienceMs }: Turn,
): Promise<Result<Claim | CachedFile, Failure>> {
  if (sha256 === undefined) return ownFile(cache);
  let written = 0;
  // looks are counted: a clock that is put right meanwhile says nothing
  for (let looks = 0; ; looks++) {
    const claimed = await cache.claim(sha256);
    if (!claimed.ok) return claimed.error.operation === 'lock' ? ownFile(cache) : claimed;
    if ('partial' in claimed.value) return orFound(claimed.value, sha256, { cache, watch });
    const { bytes, writtenAt } = claimed.value;
    if (writtenAt !== written) [written, looks] = [writtenAt, 0];
    if (looks * LOOK_EVERY_MS > patienceMs) return ownFile(cache);
    watch.progress({ phase: 'wait for another run to download it', done: bytes, unit: 'bytes' });
    await clock.sleep(LOOK_EVERY_MS, watch.signal);
    if (watch.signal.aborted) return err({ kind: 'cancelled' });
  }
}

/** Who had the turn before may have brought it. */
async function orFound(
  claim: Claim,
  sha256: string,
  { cache, watch }: Pick<Turn, 'cache' | 'watch'>,
): Promise<Result<Claim | CachedFile, Failure>> {
  const found = await cache.find(sha256, watch);
  if (found.ok && found.value === undefined) return ok(claim);
  await claim.partial.discard();
  await claim.release();
  return found as Result<CachedFile, Failure>;
}

async function ownFile(cache: ArtifactCache): Promise<Result<Claim, Failure>> {
  const partial = await cache.begin();
  return partial.ok ? ok({ partial: partial.value, release: () => Promise.resolve() }) : partial;
}
