import { interpreterUses } from '../edges.js';
import { rule } from '../rule.js';

export const noInterpreter = rule({
  code: 'no-interpreter',
  severity: 'error',
  about: 'a Python is used, and no step says which one',
  *find({ manifest, kinds, interpreters }) {
    for (const { value: step } of manifest.steps.values()) {
      for (const { self, what, span } of interpreterUses(step, kinds)) {
        if (interpreters(step.id, { self }) !== undefined) continue;
        yield {
          message: `${what === 'this check' ? what : `\`${what}\``} needs a Python, and no step that \`${step.id}\` needs gives one`,
          span,
          help: 'name the step that makes it in `needs`, or say which one with `python: ${steps.<step>.python}`',
        };
      }
    }
  },
});
