import type { Manifest, When } from '../model/manifest.js';

/** Every `when` of the manifest, in file order. */
export function* whensOf(manifest: Manifest): Iterable<When> {
  for (const { value } of manifest.profiles.values()) yield value.when;
  for (const { value: step } of manifest.steps.values()) {
    yield step.when;
    for (const attempt of step.attempts) yield attempt.when;
  }
}

/** What `when` may ask of profiles and options, whose values the manifest itself says. */
export function askableValues(manifest: Manifest): ReadonlyMap<string, readonly string[]> {
  const askable = new Map<string, readonly string[]>([['profile', [...manifest.profiles.keys()]]]);
  for (const [name, { value: option }] of manifest.options) {
    askable.set(
      `option.${name}`,
      option.values.map(({ value }) => value),
    );
  }
  return askable;
}
