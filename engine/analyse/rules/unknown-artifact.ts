import { expandText } from '../../model/names.js';
import { canFetch, type ArtifactUse } from '../artifact-uses.js';
import { onCombinations } from '../../model/combination-list.js';
import { rule } from '../rule.js';
import type { Target } from '../subject.js';
import { listed } from '../suggest.js';

export const unknownArtifact = rule({
  code: 'unknown-artifact',
  severity: 'error',
  about: 'an action fetches an artifact that the manifest does not declare',
  *find({ manifest, artifactUses, combinations, suggest }) {
    const known = [...manifest.artifacts.keys()];
    const otherwise = listed(known, 'the manifest declares no `artifacts`');
    for (const use of artifactUses) {
      for (const [id, targets] of fetchedIds(use, combinations)) {
        if (manifest.artifacts.has(id)) continue;
        const where = id === use.id ? '' : ` (${onCombinations(targets, combinations)})`;
        yield {
          message: `there is no artifact \`${id}\`${where}`,
          span: use.span,
          help: suggest(id, known, otherwise),
        };
      }
    }
  },
});

/** The ids that a use comes to, with where; a text that has no value is a finding about its names. */
function fetchedIds(use: ArtifactUse, targets: readonly Target[]): ReadonlyMap<string, readonly Target[]> {
  if (!use.id.includes('${')) return new Map([[use.id, targets]]);
  const ids = new Map<string, Target[]>();
  for (const target of targets) {
    const id = canFetch(use, target.domains) ? expandText(use.id, target.names) : undefined;
    if (id !== undefined) ids.set(id, [...(ids.get(id) ?? []), target]);
  }
  return ids;
}
