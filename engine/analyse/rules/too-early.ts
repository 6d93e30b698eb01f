import { stepOutputOf } from '../../model/template.js';
import { rule } from '../rule.js';
import { placedReferences } from '../texts.js';

export const tooEarly = rule({
  code: 'too-early',
  severity: 'error',
  about: 'an output of a step is used in a text that is needed before any step has run',
  *find({ texts }) {
    for (const text of texts) {
      if (text.use.kind !== 'early') continue;
      for (const { name, span } of placedReferences(text)) {
        if (stepOutputOf(name) === undefined) continue;
        yield {
          message: `\`${name}\` is known only when that step has run, and ${text.use.what} is needed before`,
          span,
          help: 'outputs of steps may stand in `with`, `env`, `verify` and `exports`',
        };
      }
    }
  },
});
