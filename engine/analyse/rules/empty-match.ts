import { rule } from '../rule.js';

export const emptyMatch = rule({
  code: 'empty-match',
  severity: 'error',
  about: 'a `diagnose` rule that would match every failure',
  *find({ manifest }) {
    for (const { match } of manifest.diagnose) {
      if (match.value.trim() !== '') continue;
      yield {
        message: 'this matches every failure',
        span: match.span,
        help: 'write the words that only this failure prints',
      };
    }
  },
});
