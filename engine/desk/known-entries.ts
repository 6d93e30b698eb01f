import { ACTION_KINDS } from '../actions/registry.js';
import { artifactUrls } from '../analyse/artifact-urls.js';
import type { LockedArtifact } from '../model/lockfile.js';
import type { Manifest } from '../model/manifest.js';

/** What of a lock can be told without a network: of each address whose hash and size the manifest says. */
export function knownEntries(manifest: Manifest): {
  readonly entries: readonly LockedArtifact[];
  /** How many addresses a whole lock would be asked for. */
  readonly of: number;
} {
  const urls = artifactUrls(manifest, ACTION_KINDS);
  const entries = urls.flatMap(({ url, uses }) => {
    const said = uses.find(({ sha256, size }) => sha256 !== undefined && size !== undefined);
    return said?.sha256 === undefined || said.size === undefined ? [] : [{ url, size: said.size, sha256: said.sha256 }];
  });
  return { entries, of: urls.length };
}
