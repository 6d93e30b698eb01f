import type { Located } from '../../base/span.js';
import type { Manifest, Table } from '../../model/manifest.js';
import { rule } from '../rule.js';
import { textsIn } from '../texts.js';

export const notReplaced = rule({
  code: 'not-replaced',
  severity: 'warning',
  about: 'a version or var in the form of another language, `$name` or `{{name}}`, which is taken as it stands',
  *find({ manifest }) {
    const known = new Set([...manifest.versions.keys(), ...manifest.vars.keys()]);
    for (const written of textsWithNames(manifest)) {
      for (const match of written.value.matchAll(OTHER_FORM)) {
        const name = match[1] ?? match[2] ?? '';
        if (!known.has(name)) continue;
        yield {
          message: `\`${match[0]}\` is taken as it stands`,
          span: written.span,
          help: `write \`\${${name}}\``,
        };
      }
    }
  },
});

const OTHER_FORM = /(?<![$\w])\$([a-z][a-z0-9.-]*[a-z0-9]|[a-z])|(?<!\$)\{\{ *([a-z][a-z0-9.-]*) *\}\}/g;

/** What is fetched, and what actions are given. A check's program may well have such signs of its own. */
function* textsWithNames(manifest: Manifest): Iterable<Located<string>> {
  for (const { vars } of [manifest, ...values(manifest.profiles), ...values(manifest.platforms)]) yield* values(vars);
  for (const { sources } of values(manifest.artifacts)) yield* sources;
  for (const path of values(manifest.paths)) yield path;
  for (const step of values(manifest.steps)) {
    for (const attempt of step.attempts) yield* textsIn(attempt.with);
  }
}

function values<T>(table: Table<T>): readonly T[] {
  return [...table.values()].map(({ value }) => value);
}
