import { RANGE_FACTS } from '../../model/facts.js';
import { rule } from '../rule.js';

export const assumedRange = rule({
  code: 'assumed-range',
  severity: 'error',
  about: '`assumes` gives a range where a fact is one version',
  *find({ manifest }) {
    for (const { value: profile } of manifest.profiles.values()) {
      for (const fact of RANGE_FACTS) {
        const assumed = profile.assumes.get(fact)?.value;
        if (assumed === undefined || /^\d+(\.\d+)*$/.test(assumed.value)) continue;
        yield {
          message: `\`${assumed.value}\` is not one version`,
          span: assumed.span,
          help: 'write the version that is taken as given, such as "12.1"; a range belongs in `when`',
        };
      }
    }
  },
});
