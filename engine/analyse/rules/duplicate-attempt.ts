import type { Located } from '../../base/span.js';
import { rule } from '../rule.js';

export const duplicateAttempt = rule({
  code: 'duplicate-attempt',
  severity: 'error',
  about: 'two attempts of a step have one name, so that logs and reports could mean either',
  *find({ manifest }) {
    for (const { value: step } of manifest.steps.values()) {
      const names = new Map<string, Located<string>>();
      for (const { name, uses } of step.attempts) {
        const shown = name ?? uses;
        const first = names.get(shown.value);
        if (first === undefined) {
          names.set(shown.value, shown);
          continue;
        }
        yield {
          message: `two attempts of \`${step.id}\` are called \`${shown.value}\``,
          span: shown.span,
          help: name === undefined ? 'give this one a `name`' : 'give one of them another `name`',
          related: [{ message: 'the first', span: first.span }],
        };
      }
    }
  },
});
