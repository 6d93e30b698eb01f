import { expandText } from '../../model/names.js';
import { rule } from '../rule.js';
import { listed } from '../suggest.js';

export const unknownArtifact = rule({
  code: 'unknown-artifact',
  severity: 'error',
  about: 'an action fetches an artifact that the manifest does not declare',
  *find({ manifest, artifactUses, combinations, suggest }) {
    const known = [...manifest.artifacts.keys()];
    for (const { id, span } of artifactUses) {
      const ids = id.includes('${') ? new Set(combinations.map(({ names }) => expandText(id, names))) : [id];
      for (const expanded of ids) {
        // a text that has no value is a finding about its names
        if (expanded === undefined || manifest.artifacts.has(expanded)) continue;
        yield {
          message: `there is no artifact \`${expanded}\``,
          span,
          help: suggest(expanded, known, listed(known, 'the manifest declares no `artifacts`')),
        };
      }
    }
  },
});
