import type { Located } from '../../base/span.js';
import type { Manifest } from '../../model/manifest.js';
import { rule } from '../rule.js';

export const undeclaredVersion = rule({
  code: 'undeclared-version',
  severity: 'error',
  about:
    'a profile, a platform, a compatibility row or `releases` speaks of a version or a var that the manifest does not declare',
  *find({ manifest, suggest }) {
    for (const { name, section } of spokenOf(manifest)) {
      const declared = manifest[section];
      if (declared.has(name.value)) continue;
      const help = `give it a value in \`${section}\` first, which holds where no profile or platform gives another`;
      yield {
        message: `\`${section}\` declares no \`${name.value}\``,
        span: name.span,
        help: suggest(name.value, [...declared.keys()], help),
      };
    }
  },
});

function* spokenOf(
  manifest: Manifest,
): Iterable<{ readonly name: Located<string>; readonly section: 'versions' | 'vars' }> {
  for (const { value: layer } of [...manifest.profiles.values(), ...manifest.platforms.values()]) {
    for (const { key } of layer.versions.values()) yield { name: key, section: 'versions' };
    for (const { key } of layer.vars.values()) yield { name: key, section: 'vars' };
  }
  for (const { key } of manifest.releases.values()) {
    // a base may tell of what this one has taken out
    if (key.span.file === manifest.file) yield { name: key, section: 'versions' };
  }
  for (const { entries } of manifest.compatibility) {
    for (const { key } of entries.values()) yield { name: key, section: 'versions' };
  }
}
