import { rule } from '../rule.js';

export const template = rule({
  code: 'template',
  severity: 'error',
  about: '`${` without a name, a filter or an end that can be read',
  *find({ texts }) {
    for (const { template, use, place } of texts) {
      if (use.kind === 'literal' || template.ok || template.error.unknownFilter !== undefined) continue;
      const { message, offset, length } = template.error;
      yield { message, span: place(offset, length), help: 'for the two characters themselves write `$${`' };
    }
  },
});
