import type { Located } from '../../base/span.js';
import type { Action } from '../../model/action.js';
import type { AttemptSpec } from '../../model/manifest.js';
import { expandText } from '../../model/names.js';
import { plainValue } from '../../model/plain-value.js';
import type { Template } from '../../model/template.js';
import type { JsonObject } from '../../model/value.js';
import { rule } from '../rule.js';
import type { Target } from '../subject.js';
import { textsIn, type Text } from '../texts.js';

export const pathLeavesRoot = rule({
  code: 'path-leaves-root',
  severity: 'error',
  about: 'a path is absolute, or climbs out of the install root',
  *find({ manifest, texts, combinations, kinds }) {
    for (const [name, { value: written }] of manifest.paths) {
      const expanded = new Set(combinations.map(({ names }) => expandText(written.value, names)));
      for (const path of expanded) {
        const problem = path === undefined ? undefined : problemOf(path);
        if (problem === undefined) continue;
        yield {
          message: `\`paths.${name}\` ${problem}`,
          span: written.span,
          help: 'write it relative to the install root: nothing is written outside it',
        };
        break;
      }
    }
    for (const text of texts) {
      const [target] = combinations;
      const climb = target === undefined || text.use.kind !== 'step' ? undefined : climbOf(text, target);
      if (climb === undefined) continue;
      yield {
        message: `\`${climb.text}\` climbs out of the install root`,
        span: climb.span,
        help: 'a folder beside it needs a name of its own in `paths`',
      };
    }
    for (const { value: step } of manifest.steps.values()) {
      for (const { written, problem } of step.attempts.flatMap(attempt => changedOutside(attempt, kinds))) {
        yield {
          message: `\`${written.value}\` ${problem}`,
          span: written.span,
          help: 'write it relative to the install root: nothing is written outside it',
        };
      }
    }
  },
});

/** The paths that an attempt changes, where what stands before the first reference already leaves the root. */
function changedOutside(
  attempt: AttemptSpec,
  kinds: ReadonlyMap<string, Action>,
): readonly { readonly written: Located<string>; readonly problem: string }[] {
  const changed = kinds.get(attempt.uses.value)?.locks(plainValue(attempt.with) as JsonObject) ?? [];
  return textsIn(attempt.with).flatMap(written => {
    const problem = changed.includes(written.value) ? problemOf(written.value.split('${', 1)[0] ?? '') : undefined;
    return problem === undefined ? [] : [{ written, problem }];
  });
}

function problemOf(path: string): string | undefined {
  if (/^[A-Za-z]:/.test(path)) return 'begins with a drive letter';
  if (/^[\\/~]/.test(path)) return 'leads away from the install root';
  return depthAfter(0, path) === undefined ? 'climbs out of the install root' : undefined;
}

/** How deep below the root a walk ends, or undefined when it leaves the root on its way. */
function depthAfter(from: number, path: string): number | undefined {
  let depth = from;
  for (const part of path.split(/[\\/]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return undefined;
  }
  return depth;
}

/** A `${paths.x}` and the text right after it, where the two together leave the root. */
function climbOf(
  text: Text,
  { names }: Target,
): { readonly text: string; readonly span: Text['written']['span'] } | undefined {
  const template: Template = text.template.ok ? text.template.value : [];
  for (const [index, part] of template.entries()) {
    const next = template[index + 1];
    if ('text' in part || !part.name.startsWith('paths.') || next === undefined || !('text' in next)) continue;
    const path = names(part.name);
    const after = /^[\\/][^\s:;,]*/.exec(next.text)?.[0];
    const depth = path === undefined ? undefined : depthAfter(0, path);
    if (after === undefined || depth === undefined || depthAfter(depth, after) !== undefined) continue;
    const length = part.length + after.length;
    return { text: text.written.value.slice(part.offset, part.offset + length), span: text.place(part.offset, length) };
  }
  return undefined;
}
