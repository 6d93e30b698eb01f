import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import type { Located } from '../base/span.js';
import type { Manifest } from '../model/manifest.js';

/** Which of the places where a version may stand is meant. */
export interface VersionPlace {
  readonly profile?: string;
  readonly platform?: string;
}

export interface FoundVersion {
  readonly entry: Located<string>;
  /** Others with a version of that name of their own, which stay as they are. */
  readonly others: readonly { readonly name: string; readonly entry: Located<string> }[];
}

export interface NoVersion {
  readonly message: string;
  readonly help: string;
}

/** The one entry that a bump edits: under `versions`, or of the profile or platform that was asked for. */
export function findVersion(
  manifest: Manifest,
  name: string,
  { profile, platform }: VersionPlace,
): Result<FoundVersion, NoVersion> {
  const known = [...manifest.profiles.keys()];
  if (profile !== undefined && !known.includes(profile)) return err(noProfile(profile, known));
  const places = versionPlaces(manifest, name);
  const wanted = profile === undefined ? (platform === undefined ? TOP : platformPlace(platform)) : inProfile(profile);
  const found = places.get(wanted);
  if (found !== undefined) {
    const others = [...places].flatMap(([place, entry]) => (place === wanted ? [] : [{ name: place, entry }]));
    return ok({ entry: found, others });
  }
  return err(
    wanted === TOP ? notAtTop(manifest, name, [...places.keys()]) : notThere(name, wanted, [...places.keys()]),
  );
}

function noProfile(name: string, known: readonly string[]): NoVersion {
  const meant = nearest(name, known);
  const list = known.length === 0 ? 'the manifest has no profiles' : `the profiles are ${known.join(', ')}`;
  return { message: `unknown profile \`${name}\``, help: meant === undefined ? list : `did you mean \`${meant}\`?` };
}

const TOP = '`versions`';

function inProfile(name: string): string {
  return `profile ${name}`;
}

function platformPlace(name: string): string {
  return `platform ${name}`;
}

/** Every place where a version of that name stands, in the order in which later ones win. */
export function versionPlaces(manifest: Manifest, name: string): ReadonlyMap<string, Located<string>> {
  const places = new Map<string, Located<string>>();
  const put = (place: string, entry: Located<string> | undefined) => {
    if (entry !== undefined) places.set(place, entry);
  };
  put(TOP, manifest.versions.get(name)?.value);
  for (const { value } of manifest.profiles.values()) put(inProfile(value.name), value.versions.get(name)?.value);
  for (const { value } of manifest.platforms.values()) put(platformPlace(value.name), value.versions.get(name)?.value);
  return places;
}

function notAtTop(manifest: Manifest, name: string, places: readonly string[]): NoVersion {
  if (places.length > 0) {
    const flags = places.map(place => `--${place}`).join(' or ');
    return { message: `\`${name}\` stands under ${places.join(', ')} only`, help: `say which one: ${flags}` };
  }
  const known = [...manifest.versions.keys()];
  const meant = nearest(name, known);
  const list = known.length === 0 ? 'the manifest has no versions' : `the versions are ${known.join(', ')}`;
  return {
    message: `there is no version \`${name}\``,
    help: meant === undefined ? list : `did you mean \`${meant}\`?`,
  };
}

function notThere(name: string, wanted: string, places: readonly string[]): NoVersion {
  const help = places.length === 0 ? 'no other place has it either' : `it stands under ${places.join(', ')}`;
  return { message: `${wanted} has no version \`${name}\` of its own`, help };
}
