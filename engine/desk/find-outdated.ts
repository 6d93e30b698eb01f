import { askedUrls, type AskOptions } from '../opening/asked-urls.js';
import { ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import { newestRelease } from '../edit/newest-release.js';
import { versionsInChannel, versionsInTags, versionsOnPage } from '../edit/published-versions.js';
import { versionPlaces } from '../edit/find-version.js';
import { limitPerHost } from '../host/network/limit-per-host.js';
import type { Failure } from '../model/failure.js';
import type { Manifest, ReleaseSpec } from '../model/manifest.js';
import { normalisedName } from '../model/package-name.js';
import type { Reads } from '../model/ports.js';
import type { JsonObject } from '../model/value.js';
import type { ReadManifest } from '../opening/read-manifest.js';

/** A version of the manifest, held against what is published today. */
export interface OutdatedVersion {
  readonly name: string;
  /** Where it stands: `versions`, or a profile or platform that has its own. */
  readonly place: string;
  readonly span: Span;
  readonly current: string;
  /** Absent where it is the newest, or where none could be read. */
  readonly newest?: string;
  readonly failure?: Failure;
}

/** Of every version whose releases the manifest names, in all places where it stands: whether there is a newer one. */
export async function findOutdated(read: ReadManifest, options: AskOptions): Promise<readonly OutdatedVersion[]> {
  const { network, politeness } = askedUrls(read, options);
  const { manifest } = read;
  const releases = [...manifest.releases].filter(([name]) => manifest.versions.has(name));
  const byUrl = new Map(releases.map(([name, { value }]) => [`${value.url.value}#${name}`, { name, release: value }]));
  const found = await limitPerHost([...byUrl.keys()], politeness, async key => {
    const { name, release } = byUrl.get(key) as { readonly name: string; readonly release: ReleaseSpec };
    const published = await publishedVersions(name, release, { network, manifest, signal: options.signal });
    options.onAsked(release.url.value);
    return placesOf(manifest, name).map(at => ({ ...at, name, ...judged(at.current, published) }));
  });
  return found.flat();
}

function judged(
  current: string,
  published: Result<readonly string[], Failure>,
): Pick<OutdatedVersion, 'newest' | 'failure'> {
  if (!published.ok) return { failure: published.error };
  const newest = newestRelease(current, published.value);
  return newest === undefined ? {} : { newest };
}

function placesOf(manifest: Manifest, name: string) {
  return [...versionPlaces(manifest, name)].map(([place, { value, span }]) => ({ place, span, current: value }));
}

interface Asking {
  readonly network: Reads;
  readonly manifest: Manifest;
  readonly signal: AbortSignal;
}

async function publishedVersions(
  name: string,
  { kind, url, package: called, tag }: ReleaseSpec,
  { network, manifest, signal }: Asking,
): Promise<Result<readonly string[], Failure>> {
  const base = url.value.replace(/\/+$/, '');
  const wanted = called?.value ?? name;
  switch (kind) {
    case 'index': {
      const page = await network.read(`${base}/${normalisedName(wanted)}/`, signal);
      return page.ok ? ok(versionsOnPage(page.value, wanted)) : page;
    }
    case 'git': {
      const refs = await network.read(`${base}/info/refs?service=git-upload-pack`, signal);
      return refs.ok ? ok(versionsInTags(refs.value, tag?.value)) : refs;
    }
    case 'channel':
      return channelVersions(base, wanted, { network, manifest, signal });
  }
}

/** Of the list with the newest of everything, which is small, where the channel has one; else of the whole list. */
async function channelVersions(
  base: string,
  name: string,
  { network, manifest, signal }: Asking,
): Promise<Result<readonly string[], Failure>> {
  const found: string[] = [];
  let failed: Failure | undefined;
  let read = false;
  for (const platform of [...manifest.platforms.keys()].slice(0, 1).concat('noarch')) {
    for (const list of ['current_repodata.json', 'repodata.json']) {
      const text = await network.read(`${base}/${platform}/${list}`, signal);
      if (text.ok) {
        found.push(...versionsInChannel(parsed(text.value), name));
        read = true;
        break;
      }
      failed = text.error;
      if (text.error.kind !== 'http-status' || text.error.status !== 404) break;
    }
  }
  return read || failed === undefined ? ok(found) : { ok: false, error: failed };
}

/** What is no JSON tells of no version. */
function parsed(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}
