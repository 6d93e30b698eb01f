import { artifactUrls } from '../analyse/artifact-urls.js';
import { ACTION_KINDS } from '../actions/registry.js';
import { askedUrls, type AskOptions } from '../opening/asked-urls.js';
import { ok, type Result } from '../base/result.js';
import type { Bumped } from './bump.js';
import { checkOnline, type CheckedUrl } from './check-online.js';
import { lockManifest, type Locked } from './lock-manifest.js';
import { limitPerHost } from '../host/network/limit-per-host.js';
import { verdictOnline, type OnlineVerdict } from '../lockfile/verdict-online.js';
import { combinationName } from '../model/combinations.js';
import { readManifest, type ReadManifest } from '../opening/read-manifest.js';
import type { Refusal } from '../opening/refusal.js';

/** What the network says of a bump that has been written. */
export interface BumpOnline {
  /** The addresses that are new. */
  readonly checked: readonly CheckedUrl[];
  /** Absent where there is no lock, or where nothing could be asked. */
  readonly lock?: Locked;
  /** Artifacts of which on some host no new source is there, and steps whose new address is not there. */
  readonly missing: readonly string[];
}

/** Asks every address that is new, and brings the lock, where there is one, to them; what did not change is not asked. */
export async function bumpOnline(
  { after }: Bumped,
  manifest: { readonly name: string | undefined; readonly cwd: string },
  options: AskOptions,
): Promise<Result<BumpOnline, Refusal>> {
  const read = await readManifest(manifest.name, manifest.cwd);
  // versions that do not go together yet are bumped one after the other: the last one asks
  if (!read.ok) return read.error.kind === 'manifest' ? ok({ checked: [], missing: [] }) : read;
  const fresh = after.addresses.flatMap(change =>
    change.after === undefined ? [] : [{ ...change, text: change.after }],
  );
  const ofArtifacts = new Set(fresh.filter(({ of }) => of.startsWith('artifact ')).map(({ text }) => text));
  const artifacts = await checkOnline(read.value, { ...options, urls: ofArtifacts });
  const ofSteps = fresh.filter(({ of }) => !of.startsWith('artifact '));
  const steps = await stepAddresses(read.value, ofSteps, { options, onWhich: after.onWhich });
  const checked = [...artifacts, ...steps];
  const missing = [
    ...missingArtifacts(read.value, artifacts),
    ...steps.filter(isMissing).flatMap(each => each.artifacts),
  ];
  const isAnswered = artifacts.some(({ verdict }) => verdict.kind !== 'unreachable');
  if (read.value.lock === undefined || (ofArtifacts.size > 0 && !isAnswered)) return ok({ checked, missing });
  const { name, cwd } = manifest;
  const lock = await lockManifest(name, cwd, { ...options, update: [], dryRun: false, urls: ofArtifacts });
  return lock.ok ? ok({ checked, missing, lock: lock.value }) : lock;
}

async function stepAddresses(
  read: ReadManifest,
  changes: readonly {
    readonly of: string;
    readonly text: string;
    readonly where: Bumped['after']['addresses'][number]['where'];
  }[],
  { options, onWhich }: { readonly options: AskOptions; readonly onWhich: Bumped['after']['onWhich'] },
): Promise<readonly CheckedUrl[]> {
  const { network, politeness } = askedUrls(read, options);
  const byUrl = new Map(
    changes.flatMap(change =>
      [...change.text.matchAll(/https?:\/\/[^\s'"<>;]+/g)].map(([url]) => [withoutCommit(url), change] as const),
    ),
  );
  return limitPerHost([...byUrl.keys()], politeness, async url => {
    const verdict = await verdictOnline(url, {}, { network, signal: options.signal });
    options.onAsked(url);
    const change = byUrl.get(url);
    return { url, artifacts: [change?.of ?? ''], where: change === undefined ? '' : onWhich(change.where), verdict };
  });
}

/** `https://host/repository.git@commit` is no address of HTTP's. */
function withoutCommit(url: string): string {
  return url.replace(/(\.git)@[^/]*$/, '$1').replace(/#.*$/, '');
}

function isMissing({ verdict }: { readonly verdict: OnlineVerdict }): boolean {
  return verdict.kind !== 'there' && verdict.kind !== 'moved' && verdict.kind !== 'unreachable';
}

/** Sources stand in for each other on one host, not across hosts. */
function missingArtifacts({ manifest }: ReadManifest, checked: readonly CheckedUrl[]): readonly string[] {
  const verdicts = new Map(checked.map(each => [each.url, each]));
  const byHost = new Map<string, { readonly artifact: string; readonly there: boolean }>();
  for (const { url, uses } of artifactUrls(manifest, ACTION_KINDS)) {
    const asked = verdicts.get(url);
    if (asked === undefined) continue;
    for (const { artifact, combination } of uses) {
      const key = `${artifact} ${combinationName(combination)}`;
      const there = !isMissing(asked) || (byHost.get(key)?.there ?? false);
      byHost.set(key, { artifact, there });
    }
  }
  return [...new Set([...byHost.values()].flatMap(({ artifact, there }) => (there ? [] : [artifact])))];
}
