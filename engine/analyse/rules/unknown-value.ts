import type { Located } from '../../base/span.js';
import type { Manifest } from '../../model/manifest.js';
import { archOf, osOf, PLATFORMS } from '../../model/platform.js';
import { whensOf } from '../domains.js';
import { rule } from '../rule.js';
import { listed } from '../suggest.js';

export const unknownValue = rule({
  code: 'unknown-value',
  severity: 'error',
  about: '`when` or `assumes` gives a fact a value that it can never have',
  *find({ manifest, suggest }) {
    const possible = possibleValues(manifest);
    for (const [fact, { value, span }] of asked(manifest)) {
      const known = possible.get(fact);
      if (known === undefined || known.includes(value)) continue;
      const message = fact === 'profile' ? `there is no profile \`${value}\`` : `\`${fact}\` is never \`${value}\``;
      yield { message, span, help: suggest(value, known, listed(known, 'it has no values')) };
    }
  },
});

/** Facts whose values can be listed. */
function possibleValues(manifest: Manifest): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>([
    ['platform', PLATFORMS],
    ['os', [...new Set(PLATFORMS.map(osOf))]],
    ['arch', [...new Set(PLATFORMS.map(archOf))]],
    ['libc', ['glibc', 'musl']],
    ['gpu', ['nvidia', 'none']],
    ['profile', [...manifest.profiles.keys()]],
  ]);
  for (const [name, { value: option }] of manifest.options) {
    values.set(
      `option.${name}`,
      option.values.map(({ value }) => value),
    );
  }
  return values;
}

function* asked(manifest: Manifest): Iterable<readonly [string, Located<string>]> {
  for (const when of whensOf(manifest)) {
    for (const [fact, { value: wanted }] of when) for (const value of wanted) yield [fact, value];
  }
  for (const { value: profile } of manifest.profiles.values()) {
    for (const [fact, { value }] of profile.assumes) yield [fact, value];
  }
}
