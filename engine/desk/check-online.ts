import type { ArtifactUrl, UrlUse } from '../analyse/artifact-urls.js';
import { askedUrls, type AskOptions } from '../opening/asked-urls.js';
import { limitPerHost } from '../host/network/limit-per-host.js';
import { verdictOnline, type KnownBytes, type OnlineVerdict } from '../lockfile/verdict-online.js';
import { onCombinations } from '../model/combination-list.js';
import { combinations, type Combination } from '../model/combinations.js';
import { publishedHashes, type HashesOf } from './published-hashes.js';
import type { ReadManifest } from '../opening/read-manifest.js';

export interface CheckedUrl {
  readonly url: string;
  readonly artifacts: readonly string[];
  /** In words. */
  readonly where: string;
  readonly verdict: OnlineVerdict;
}

/** Asks every address of every platform and profile whether it is still there, and still what it was. */
export async function checkOnline(
  read: ReadManifest,
  options: AskOptions & { readonly urls?: ReadonlySet<string> },
): Promise<readonly CheckedUrl[]> {
  const { urls, network, politeness } = askedUrls(read, options);
  const asked = urls.filter(({ url }) => options.urls?.has(url) ?? true);
  const byUrl = new Map([...checksumsOf(asked), ...asked].map(each => [each.url, each]));
  const all = combinations(read.manifest);
  const hashesOf = publishedHashes(asked, { network, signal: options.signal });
  return limitPerHost([...byUrl.keys()], politeness, async url => {
    const { uses } = byUrl.get(url) as ArtifactUrl;
    const locked = read.lock?.artifacts.get(url);
    const said = uses.find(use => use.sha256 !== undefined || use.size !== undefined);
    const known = { ...said, ...locked };
    const verdict = await verdictOnline(url, known, { network, signal: options.signal }).then(found =>
      againstList(found, known, () => hashesOf(uses)),
    );
    options.onAsked(url);
    const where = distinct(
      uses.map(({ combination }) => combination),
      all,
    );
    return {
      url,
      artifacts: [...new Set(uses.map(({ artifact }) => artifact))],
      where: onCombinations(where, all),
      verdict,
    };
  });
}

/** Of what is there, and is known by a hash, the publisher's list tells without a download whether it was uploaded again. */
async function againstList(
  verdict: OnlineVerdict,
  { sha256 }: KnownBytes,
  published: () => ReturnType<HashesOf>,
): Promise<OnlineVerdict> {
  if (verdict.kind !== 'there' || sha256 === undefined || verdict.checked === 'hash') return verdict;
  const told = await published();
  if (!told.ok || told.value === undefined) return verdict;
  if (told.value.sha256 === sha256) return { ...verdict, checked: 'list' };
  return { kind: 'other hash', wanted: sha256, got: told.value.sha256 };
}

/** The lists that publishers tell hashes in, as addresses of their own. */
function checksumsOf(urls: readonly ArtifactUrl[]): readonly ArtifactUrl[] {
  const lists = new Map<string, UrlUse[]>();
  for (const { uses } of urls) {
    for (const { checksums, artifact, source, combination } of uses) {
      if (checksums === undefined) continue;
      const use = { artifact: `${artifact} (checksums)`, source, combination };
      lists.set(checksums.url, [...(lists.get(checksums.url) ?? []), use]);
    }
  }
  return [...lists].map(([url, uses]) => ({ url, uses }));
}

/** As `combinations` gives them: compared by what they are, since each caller makes its own. */
function distinct(some: readonly Combination[], all: readonly Combination[]): readonly Combination[] {
  return all.filter(one => some.some(({ platform, profile }) => one.platform === platform && one.profile === profile));
}
