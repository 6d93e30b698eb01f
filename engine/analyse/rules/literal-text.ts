import { rule } from '../rule.js';

export const literalText = rule({
  code: 'literal-text',
  severity: 'error',
  about: '`${...}` in a text that is taken as it stands',
  *find({ texts }) {
    for (const { use, written } of texts) {
      if (use.kind !== 'literal') continue;
      yield {
        message: `${use.what} is taken as it stands: \`\${\` is not replaced in it`,
        span: written.span,
        help: 'write the value itself; what is made from other names belongs in `vars`',
      };
    }
  },
});
