import type { Diagnostic } from '../base/diagnostic.js';
import type { Combination } from '../model/combinations.js';
import { versionsInForce, type Choices } from '../model/in-force.js';
import type { Manifest } from '../model/manifest.js';
import { incompatibleVersions } from './rules/incompatible-versions.js';
import { versionClash } from './version-clash.js';

/** What `--set` makes of the versions on one host: those that the manifest itself gives have been checked as a rule. */
export function checkChosenVersions(
  manifest: Manifest,
  { platform, profile }: Combination,
  choices: Choices,
): readonly Diagnostic[] {
  if (choices.versions.size === 0) return [];
  const clash = versionClash(manifest.compatibility, versionsInForce(manifest, platform, profile, choices));
  return clash === undefined ? [] : [{ code: incompatibleVersions.code, severity: 'error', ...clash }];
}
