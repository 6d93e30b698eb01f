import type { Located } from '../../base/span.js';
import { RANGE_FACTS } from '../../model/facts.js';
import type { Manifest } from '../../model/manifest.js';
import { isVersionRange } from '../../model/version-range.js';
import { whensOf } from '../domains.js';
import { rule } from '../rule.js';

export const badRange = rule({
  code: 'bad-range',
  severity: 'error',
  about: 'a text that should be a version range is none',
  *find({ manifest }) {
    for (const { value, span } of ranges(manifest)) {
      if (isVersionRange(value)) continue;
      yield {
        message: `\`${value}\` is not a version range`,
        span,
        help: 'write comparators that must all hold, such as ">=12.1 <12.5"',
      };
    }
  },
});

function* ranges(manifest: Manifest): Iterable<Located<string>> {
  for (const when of whensOf(manifest)) {
    for (const fact of RANGE_FACTS) yield* when.get(fact)?.value ?? [];
  }
  if (manifest.preflight.glibc !== undefined) yield manifest.preflight.glibc;
}
