import { versionsInForce, NO_CHOICES } from '../../model/in-force.js';
import { versionClash, type Clash } from '../version-clash.js';
import { onCombinations } from '../../model/combination-list.js';
import { rule } from '../rule.js';
import type { Target } from '../subject.js';

export const incompatibleVersions = rule({
  code: 'incompatible-versions',
  severity: 'error',
  about: 'the versions in force match no row of `compatibility`',
  *find({ manifest, combinations }) {
    const rows = manifest.compatibility;
    const clashes = new Map<string, { readonly clash: Clash; readonly targets: Target[] }>();
    for (const target of combinations) {
      const versions = versionsInForce(manifest, target.platform, target.profile, NO_CHOICES);
      const clash = versionClash(rows, versions);
      if (clash === undefined) continue;
      const id = `${clash.span.start.offset} ${clash.message} ${clash.help}`;
      const known = clashes.get(id);
      if (known === undefined) clashes.set(id, { clash, targets: [target] });
      else known.targets.push(target);
    }
    for (const { clash, targets } of clashes.values()) {
      const { message, ...rest } = clash;
      yield { message: `${message} (${onCombinations(targets, combinations)})`, ...rest };
    }
  },
});
