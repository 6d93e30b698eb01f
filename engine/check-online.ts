import type { ArtifactUrl, UrlUse } from './analyse/artifact-urls.js';
import { askedUrls, type AskOptions } from './asked-urls.js';
import { politely } from './lock/politely.js';
import { verdictOnline, type OnlineVerdict } from './lock/verdict-online.js';
import { onCombinations } from './model/combination-list.js';
import { combinations, type Combination } from './model/combinations.js';
import type { ReadManifest } from './read-manifest.js';

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
  return politely([...byUrl.keys()], politeness, async url => {
    const { uses } = byUrl.get(url) as ArtifactUrl;
    const locked = read.lock?.artifacts.get(url);
    const said = uses.find(use => use.sha256 !== undefined || use.size !== undefined);
    const verdict = await verdictOnline(url, { ...said, ...locked }, { network, signal: options.signal });
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
