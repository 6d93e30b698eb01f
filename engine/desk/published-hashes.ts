import type { ArtifactUrl, Checksums, UrlUse } from '../analyse/artifact-urls.js';
import { err, ok, type Result } from '../base/result.js';
import type { PublishedSum, PublishedSums } from '../lockfile/published-sum.js';
import { sumsScanner } from '../lockfile/sums-scanner.js';
import type { Failure } from '../model/failure.js';
import type { Reads } from '../model/ports.js';

export interface PublishedHash {
  readonly sha256: string;
  /** Bytes, where the list says so. */
  readonly size?: number;
  /** The address of the list. */
  readonly list: string;
}

/** Undefined where the manifest names no list; else what it says of an address, or why it says nothing. */
export type HashesOf = (
  uses: readonly UrlUse[],
) => Promise<Result<PublishedHash | undefined, { readonly list: string; readonly failure: Failure }>>;

/** Hashes that publishers tell in lists: each list is read once, when something of it is first asked for. */
export function publishedHashes(
  urls: readonly ArtifactUrl[],
  { network, signal }: { readonly network: Reads; readonly signal: AbortSignal },
): HashesOf {
  const lists = new Map<string, Checksums[]>();
  for (const { uses } of urls) {
    for (const { checksums } of uses) {
      if (checksums !== undefined) lists.set(checksums.url, [...(lists.get(checksums.url) ?? []), checksums]);
    }
  }
  const read = new Map<string, Promise<Result<PublishedSums, Failure>>>();
  return async uses => {
    const asked = uses.find(({ checksums }) => checksums !== undefined)?.checksums;
    if (asked === undefined) return ok(undefined);
    const everyone = lists.get(asked.url) ?? [asked];
    const all = everyone.flatMap(({ of }) => of);
    const reading = read.get(asked.url) ?? network.scan(asked.url, () => sumsScanner(asked.url, all), signal);
    read.set(asked.url, reading);
    const sums = await reading;
    const found = sums.ok ? hashIn(sums.value, asked, everyone) : sums;
    return found.ok ? found : err({ list: asked.url, failure: found.error });
  };
}

function hashIn(
  sums: PublishedSums,
  { url: list, of }: Checksums,
  everyone: readonly Checksums[],
): Result<PublishedHash, Failure> {
  const sum = sums.sumOf(of);
  if (sum === undefined) {
    const looked = [`${list}: it has ${sums.has}, and not this one`];
    return err({ kind: 'not-found', what: `the SHA-256 of ${of.join(' or ')}`, looked });
  }
  const other = everyone.map(each => sums.sumOf(each.of)).find(each => isClash(each, sum));
  if (other !== undefined) {
    const [expected, got] = ['a hash for each file', `one hash for ${sum.of} and ${other.of}`];
    return err({ kind: 'check', check: list, expected, got, lastLines: [] });
  }
  const { sha256, size } = sum;
  return ok({ sha256, list, ...(size !== undefined && { size }) });
}

/** What a list tells by a bare name, or by none, is told of one file: hosts that need two cannot both have it. */
function isClash(other: PublishedSum | undefined, sum: PublishedSum): boolean {
  return other !== undefined && other.by === sum.by && other.of !== sum.of;
}
