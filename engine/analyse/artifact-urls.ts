import type { Action } from '../model/action.js';
import type { Combination } from '../model/combinations.js';
import type { ArtifactSpec, Manifest } from '../model/manifest.js';
import { expandText } from '../model/names.js';
import { canFetch } from './artifact-uses.js';
import { subjectOf, type Target } from './subject.js';

/** An address that some host may ask. */
export interface ArtifactUrl {
  readonly url: string;
  readonly uses: readonly UrlUse[];
}

/** For which artifact of which hosts. */
export interface UrlUse {
  readonly artifact: string;
  /** Its place among the artifact's sources, from 0. */
  readonly source: number;
  readonly combination: Combination;
  /** What the manifest says of it. */
  readonly sha256?: string;
  readonly size?: number;
  readonly checksums?: Checksums;
}

/** Where a publisher says the hash of an artifact of one host. */
export interface Checksums {
  readonly url: string;
  /** Every source of the artifact there: the list may know any of them. */
  readonly of: readonly string[];
}

/** Every address of every artifact that an attempt can fetch, on every platform with every profile, in alphabetical order. */
export function artifactUrls(manifest: Manifest, kinds: ReadonlyMap<string, Action>): readonly ArtifactUrl[] {
  const { combinations, artifactUses } = subjectOf(manifest, { kinds });
  const urls = new Map<string, UrlUse[]>();
  for (const target of combinations) {
    for (const { value: artifact } of manifest.artifacts.values()) {
      if (!artifactUses.some(use => use.id === artifact.id && canFetch(use, target.domains))) continue;
      for (const [url, use] of usesOn(target, artifact)) urls.set(url, [...(urls.get(url) ?? []), use]);
    }
  }
  return [...urls].map(([url, uses]) => ({ url, uses })).sort((a, b) => (a.url < b.url ? -1 : 1));
}

function usesOn({ platform, profile, names }: Target, artifact: ArtifactSpec): readonly (readonly [string, UrlUse])[] {
  const hash = artifact.sha256.get(platform.name)?.value ?? artifact.sha256.get('*')?.value;
  const of = artifact.sources.flatMap(({ value }) => expandText(value, names) ?? []);
  const list = artifact.checksums && expandText(artifact.checksums.value, names);
  return artifact.sources.flatMap(({ value }, source) => {
    const url = expandText(value, names);
    if (url === undefined) return [];
    const use = {
      artifact: artifact.id,
      source,
      combination: { platform, profile },
      ...(hash !== undefined && { sha256: hash.value.toLowerCase() }),
      ...(artifact.size !== undefined && { size: artifact.size.value }),
      ...(list !== undefined && { checksums: { url: list, of } }),
    };
    return [[url, use] as const];
  });
}
