import { stepOutputOf } from '../../model/template.js';
import { rule } from '../rule.js';
import { listed } from '../suggest.js';
import { placedReferences } from '../texts.js';

export const unknownStep = rule({
  code: 'unknown-step',
  severity: 'error',
  about: '`needs` or `${steps.<step>.<output>}` names a step that there is not',
  *find({ manifest, texts, suggest }) {
    const ids = [...manifest.steps.keys()];
    const otherwise = listed(ids, 'the manifest has no steps');
    const unknown = (id: string) => ({ message: `there is no step \`${id}\``, help: suggest(id, ids, otherwise) });
    for (const { value: step } of manifest.steps.values()) {
      for (const { value, span } of [step, ...step.attempts].flatMap(({ needs }) => needs)) {
        if (!manifest.steps.has(value)) yield { ...unknown(value), span };
      }
    }
    for (const text of texts) {
      if (text.use.kind === 'literal') continue;
      for (const { name, span } of placedReferences(text)) {
        const id = stepOutputOf(name)?.step;
        if (id !== undefined && !manifest.steps.has(id)) yield { ...unknown(id), span };
      }
    }
  },
});
