import { rule } from '../rule.js';
import { listed } from '../suggest.js';

export const unknownAction = rule({
  code: 'unknown-action',
  severity: 'error',
  about: '`uses` names an action kind that there is not',
  *find({ manifest, kinds, suggest }) {
    for (const { value: step } of manifest.steps.values()) {
      for (const { uses } of step.attempts) {
        if (kinds.has(uses.value)) continue;
        yield {
          message: `there is no action \`${uses.value}\``,
          span: uses.span,
          help: suggest(uses.value, kinds.keys(), listed(kinds.keys(), 'this engine has no actions')),
        };
      }
    }
  },
});
