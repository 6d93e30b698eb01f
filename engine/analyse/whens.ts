import type { Manifest, When } from '../model/manifest.js';

/** Every `when` of the manifest, in file order. */
export function* whensOf(manifest: Manifest): Iterable<When> {
  for (const { value } of manifest.profiles.values()) yield value.when;
  for (const { value: step } of manifest.steps.values()) {
    yield step.when;
    for (const attempt of step.attempts) yield attempt.when;
  }
}
