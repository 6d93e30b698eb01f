import { onCombinations } from '../../model/combination-list.js';
import { canFetch, type ArtifactUse } from '../artifact-uses.js';
import { expandText } from '../../model/names.js';
import { rule } from '../rule.js';
import type { Target } from '../subject.js';

export const unverifiedDownload = rule({
  code: 'unverified-download',
  severity: 'warning',
  about: 'an artifact is fetched whose bytes no hash covers',
  *find({ manifest, lock, combinations, artifactUses }) {
    const locked = new Set([...(lock?.artifacts.values() ?? [])].map(({ url }) => url));
    const bare = new Map<string, Target[]>();
    for (const target of combinations) {
      for (const id of fetchedOn(target, artifactUses)) {
        const artifact = manifest.artifacts.get(id)?.value;
        if (artifact === undefined || artifact.sha256.has('*') || artifact.sha256.has(target.platform.name)) continue;
        if (artifact.sources.some(({ value }) => locked.has(expandText(value, target.names) ?? ''))) continue;
        bare.set(id, [...(bare.get(id) ?? []), target]);
      }
    }
    for (const [id, targets] of bare) {
      const key = manifest.artifacts.get(id)?.key;
      if (key === undefined) continue;
      yield {
        message: `no hash covers \`${id}\` ${onCombinations(targets, combinations)}`,
        span: key.span,
        help: '`sam3d-install lock` notes it in the lock file, or give it a `sha256` here; until then it is marked as unverified',
      };
    }
  },
});

function fetchedOn({ domains, names }: Target, uses: readonly ArtifactUse[]): ReadonlySet<string> {
  const fetched = uses.filter(use => canFetch(use, domains)).map(({ id }) => expandText(id, names));
  return new Set(fetched.filter(id => id !== undefined));
}
