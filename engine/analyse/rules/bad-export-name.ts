import { rule } from '../rule.js';

export const badExportName = rule({
  code: 'bad-export-name',
  severity: 'error',
  about: 'a name in `exports` or `env` is not one that every system takes for a variable',
  *find({ manifest }) {
    for (const { value: step } of manifest.steps.values()) {
      for (const table of [step.exports, step.env, ...step.attempts.map(({ env }) => env)]) {
        for (const { key } of table.values()) {
          if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key.value)) continue;
          yield {
            message: `\`${key.value}\` is no name for an environment variable`,
            span: key.span,
            help: 'use letters, digits and `_`, with no digit first',
          };
        }
      }
    }
  },
});
