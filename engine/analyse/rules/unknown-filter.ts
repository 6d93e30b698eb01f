import { FILTERS } from '../../model/value.js';
import { rule } from '../rule.js';
import { listed } from '../suggest.js';

export const unknownFilter = rule({
  code: 'unknown-filter',
  severity: 'error',
  about: '`${name|filter}` with a filter that there is not',
  *find({ texts, suggest }) {
    for (const { template, use, place } of texts) {
      if (use.kind === 'literal' || template.ok || template.error.unknownFilter === undefined) continue;
      const { unknownFilter: filter, message, offset, length } = template.error;
      yield { message, span: place(offset, length), help: suggest(filter, FILTERS, listed(FILTERS, '')) };
    }
  },
});
