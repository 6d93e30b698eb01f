import type { Located } from '../../base/span.js';
import { rule } from '../rule.js';

export const duplicateAttempt = rule({
  code: 'duplicate-attempt',
  severity: 'error',
  about: 'two attempts of a step have one name, so that logs and reports could mean either',
  *find({ manifest }) {
    for (const { value: step } of manifest.steps.values()) {
      const names = new Map<string, Located<string>>();
      for (const { name } of step.attempts) {
        // those without a name are told apart by number
        if (name === undefined) continue;
        const first = names.get(name.value);
        if (first === undefined) {
          names.set(name.value, name);
          continue;
        }
        yield {
          message: `two attempts of \`${step.id}\` are called \`${name.value}\``,
          span: name.span,
          help: 'give one of them another `name`',
          related: [{ message: 'the first', span: first.span }],
        };
      }
    }
  },
});
