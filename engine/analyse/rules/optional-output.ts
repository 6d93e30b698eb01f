import { rule } from '../rule.js';

export const optionalOutput = rule({
  code: 'optional-output',
  severity: 'error',
  about: 'a step uses an output of an optional one, which may not be there',
  *find({ edges }) {
    for (const { from, to, why, span } of edges) {
      if (why === 'need' || !to.optional || from.optional || from === to) continue;
      const what = why === 'interpreter' ? 'the Python' : 'an output';
      yield {
        message: `\`${from.id}\` uses ${what} of \`${to.id}\`, which is optional and may fail`,
        span,
        help: `make \`${from.id}\` optional as well, or \`${to.id}\` not`,
        related: [{ message: `\`${to.id}\` stands here`, span: to.span }],
      };
    }
  },
});
