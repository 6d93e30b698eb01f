import { combinations } from '../model/combinations.js';
import type { Manifest } from '../model/manifest.js';
import type { Platform } from '../model/platform.js';

/**
 * The profile that is rehearsed where none is asked for: the first that the platform can have. What card the host has
 * does not matter, since no package of a rehearsal uses one.
 */
export function rehearsalProfile(manifest: Manifest, platform: Platform): string | undefined {
  return combinations(manifest).find(pair => pair.platform.name === platform)?.profile?.name;
}
