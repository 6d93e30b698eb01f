import { rule } from '../rule.js';
import { listed } from '../suggest.js';

export const badDefault = rule({
  code: 'bad-default',
  severity: 'error',
  about: 'the default of an option is none of its values',
  *find({ manifest, suggest }) {
    for (const [name, { value: option }] of manifest.options) {
      const values = option.values.map(({ value }) => value);
      if (values.includes(option.default.value)) continue;
      yield {
        message: `\`${option.default.value}\` is none of the values of \`${name}\``,
        span: option.default.span,
        help: suggest(option.default.value, values, listed(values, 'it has no values')),
      };
    }
  },
});
