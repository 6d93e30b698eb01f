import type { Located } from '../../base/span.js';
import { onCombinations } from '../../model/combination-list.js';
import type { AttemptSpec } from '../../model/manifest.js';
import { expandText } from '../../model/names.js';
import { entryOf, type Tree } from '../../model/tree.js';
import type { JsonObject } from '../../model/value.js';
import { narrow } from '../domains.js';
import { rule } from '../rule.js';
import type { Target } from '../subject.js';

export const wrongValue = rule({
  code: 'wrong-value',
  severity: 'error',
  about: 'a parameter that does not have its form once its names are replaced, such as a tag for a commit',
  *find({ manifest, kinds, combinations }) {
    for (const { value: step } of manifest.steps.values()) {
      for (const attempt of step.attempts) {
        const params = kinds.get(attempt.uses.value)?.params;
        if (params === undefined) continue;
        const hosts = combinations.filter(({ domains }) => {
          const held = narrow(domains, step.when);
          return held !== undefined && narrow(held, attempt.when) !== undefined;
        });
        for (const formed of formedTexts(attempt, params)) {
          const wrong = hosts.filter(({ names }) => isWrong(formed, names));
          const [first] = wrong;
          if (first === undefined) continue;
          const value = expandText(formed.written.value, first.names) ?? '';
          const { title = 'of the form that it must have', examples: [example] = [] } = formed.form;
          yield {
            message: `\`${formed.name}\` comes to \`${value}\`, which is not ${title} (${onCombinations(wrong, combinations)})`,
            span: formed.written.span,
            help:
              example === undefined || example.includes('${')
                ? 'look at what its names stand for'
                : `such as \`${example}\``,
          };
        }
      }
    }
  },
});

interface Form {
  readonly pattern: string;
  readonly title?: string;
  readonly examples?: readonly string[];
}

interface FormedText {
  readonly name: string;
  readonly written: Located<string>;
  readonly form: Form;
}

/** The texts with names in them whose form the action's schema says: a parameter, or the items of one. */
function formedTexts(attempt: AttemptSpec, params: JsonObject): readonly FormedText[] {
  const properties = (params['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  return Object.entries(properties).flatMap(([name, schema]) => {
    const value = entryOf(attempt.with, name)?.value;
    const [texts, form] = value?.kind === 'list' ? [value.items, schema['items']] : [value ? [value] : [], schema];
    if (!hasPattern(form)) return [];
    return texts.flatMap(text => writtenIn(text).map(written => ({ name, written, form })));
  });
}

function hasPattern(schema: unknown): schema is Form {
  return typeof (schema as Partial<Form> | undefined)?.pattern === 'string';
}

function writtenIn(tree: Tree): readonly Located<string>[] {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string' || !tree.value.includes('${')) return [];
  return [{ value: tree.value, span: tree.span }];
}

function isWrong({ written, form }: FormedText, names: Target['names']): boolean {
  const value = expandText(written.value, names);
  return value !== undefined && !new RegExp(form.pattern).test(value);
}
