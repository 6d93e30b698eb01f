import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import type { Located } from '../base/span.js';
import { RANGE_FACTS, type Facts, type HostFacts } from '../model/facts.js';
import { factsInForce } from '../model/in-force.js';
import type { Manifest, ProfileSpec, When } from '../model/manifest.js';
import type { ProfileRefusal } from '../model/plan-refusal.js';
import { versionInside } from '../model/version-range.js';
import { whenFails } from '../model/when.js';

export interface ChosenProfile {
  /** Absent in a manifest that declares none. */
  readonly profile?: ProfileSpec;
  readonly name: string;
  readonly reason: string;
  readonly facts: Facts;
}

/** What a manifest without profiles has in place of a profile's name. */
const NO_PROFILE = 'default';

/** Facts that asking for a profile cannot change: what runs on another system or libc does not run here. */
const TRUE_OR_REFUSED = ['platform', 'os', 'arch', 'libc', 'glibc'];

/** The asked profile, else the first whose `when` holds on this host. */
export function chooseProfile(
  manifest: Manifest,
  host: HostFacts,
  choice: { readonly asked?: string; readonly options: ReadonlyMap<string, string> },
): Result<ChosenProfile, ProfileRefusal> {
  const facts = factsInForce(host, choice.options, undefined);
  if (choice.asked !== undefined) return askedProfile(manifest, choice.asked, facts);
  if (manifest.profiles.size === 0) {
    return ok({ name: NO_PROFILE, reason: 'the manifest declares no profiles', facts });
  }
  const reasons: { profile: string; reason: string }[] = [];
  for (const [name, { value: profile }] of manifest.profiles) {
    const reason = whenFails(profile.when, facts);
    if (reason === undefined) {
      return ok({ profile, name, reason: whyHeld(profile.when, facts, reasons), facts: takenAsGiven(facts, profile) });
    }
    reasons.push({ profile: name, reason });
  }
  return err({ kind: 'profile', problem: 'none-holds', reasons });
}

function askedProfile(manifest: Manifest, asked: string, facts: Facts): Result<ChosenProfile, ProfileRefusal> {
  const profile = manifest.profiles.get(asked)?.value;
  if (profile === undefined) {
    const known = [...manifest.profiles.keys()];
    const meant = nearest(asked, known);
    const guess = meant === undefined ? {} : { nearest: meant };
    return err({ kind: 'profile', problem: 'unknown', asked, known, ...guess });
  }
  const binding = new Map([...profile.when].filter(([name]) => isBinding(name)));
  const reason = whenFails(binding, facts);
  if (reason !== undefined) return err({ kind: 'profile', problem: 'does-not-hold', asked, reason });
  const given = givenBy(profile.when, facts);
  const list = [...given].map(([name, value]) => `${name} is ${value}`).join(', ');
  return ok({
    profile,
    name: asked,
    reason: list === '' ? 'asked for' : `asked for; taken as given: ${list}`,
    facts: takenAsGiven(new Map([...facts, ...given]), profile),
  });
}

function isBinding(name: string): boolean {
  return TRUE_OR_REFUSED.includes(name) || name.startsWith('option.');
}

/** What the asked profile's `when` says of this host that the host does not say itself. */
function givenBy(when: When, facts: Facts): Facts {
  const given = new Map<string, string>();
  for (const [name, { key, value: wanted }] of when) {
    if (isBinding(name) || whenFails(new Map([[name, { key, value: wanted }]]), facts) === undefined) continue;
    const isRange = RANGE_FACTS.includes(name);
    if (isRange && facts.has(name)) continue;
    const value = isRange ? firstInside(wanted) : wanted[0]?.value;
    if (value !== undefined) given.set(name, value);
  }
  return given;
}

function firstInside(ranges: readonly Located<string>[]): string | undefined {
  return ranges.map(({ value }) => versionInside(value)).find(version => version !== undefined);
}

function takenAsGiven(facts: Facts, profile: ProfileSpec): Facts {
  const assumed = [...profile.assumes].map(([name, { value }]): [string, string] => [name, value.value]);
  return new Map([...facts, ...assumed, ['profile', profile.name]]);
}

function whyHeld(
  when: When,
  facts: Facts,
  others: readonly { readonly profile: string; readonly reason: string }[],
): string {
  const held = [...when.keys()].map(name => `${name} is ${facts.get(name) ?? 'unknown'}`);
  if (held.length > 0) return held.join(', ');
  return ['it asks nothing of the host', ...others.map(other => `not ${other.profile}: ${other.reason}`)].join('; ');
}
