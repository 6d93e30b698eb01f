import type { Action } from '../../model/action.js';
import type { AttemptSpec, StepSpec } from '../../model/manifest.js';
import { stepOutputOf } from '../../model/template.js';
import { rule } from '../rule.js';
import { listed } from '../suggest.js';
import { placedReferences } from '../texts.js';

export const unknownOutput = rule({
  code: 'unknown-output',
  severity: 'error',
  about: '`${steps.<step>.<output>}` names an output that not every attempt of that step gives',
  *find({ manifest, kinds, texts, suggest }) {
    for (const text of texts) {
      if (text.use.kind === 'literal') continue;
      for (const { name, span } of placedReferences(text)) {
        const reference = stepOutputOf(name);
        const step = manifest.steps.get(reference?.step ?? '')?.value;
        if (reference === undefined || step === undefined) continue;
        const { output } = reference;
        const without = attemptWithout(step, output, kinds);
        if (without === undefined) continue;
        const common = commonOutputs(step, kinds);
        yield {
          message: `step \`${step.id}\` gives no \`${output}\`${onlySome(step, without, output, kinds)}`,
          span,
          help: suggest(output, common, listed(common, 'its attempts have no output in common')),
        };
      }
    }
  },
});

function attemptWithout(step: StepSpec, output: string, kinds: ReadonlyMap<string, Action>): AttemptSpec | undefined {
  return step.attempts.find(({ uses }) => {
    const action = kinds.get(uses.value);
    return action !== undefined && action.outputs[output] === undefined;
  });
}

function onlySome(step: StepSpec, without: AttemptSpec, output: string, kinds: ReadonlyMap<string, Action>): string {
  const some = step.attempts.some(({ uses }) => kinds.get(uses.value)?.outputs[output] !== undefined);
  return some ? ` when \`${without.name?.value ?? without.uses.value}\` is the attempt taken` : '';
}

function commonOutputs(step: StepSpec, kinds: ReadonlyMap<string, Action>): readonly string[] {
  const [first, ...others] = step.attempts.map(({ uses }) => kinds.get(uses.value)).filter(kind => kind !== undefined);
  return Object.keys(first?.outputs ?? {}).filter(output =>
    others.every(({ outputs }) => outputs[output] !== undefined),
  );
}
