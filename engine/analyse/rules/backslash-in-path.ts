import type { Located } from '../../base/span.js';
import type { AttemptSpec } from '../../model/manifest.js';
import type { Action } from '../../model/action.js';
import { plainValue } from '../../model/plain-value.js';
import { osOf } from '../../model/platform.js';
import type { JsonObject } from '../../model/value.js';
import { rule } from '../rule.js';
import { textsIn } from '../texts.js';

export const backslashInPath = rule({
  code: 'backslash-in-path',
  severity: 'warning',
  about: 'a path has a backslash in it, which is a letter of a name everywhere but on Windows',
  *find({ manifest, kinds }) {
    if ([...manifest.platforms.values()].every(({ value }) => osOf(value.name) === 'windows')) return;
    const steps = [...manifest.steps.values()].map(({ value }) => value);
    const paths = [
      ...[...manifest.paths.values()].map(({ value }) => value),
      ...steps.flatMap(({ attempts, verify }) => [
        ...attempts.flatMap(attempt => changedBy(attempt, kinds)),
        ...verify.flatMap(check => (check.kind === 'file' ? [check.path] : [])),
      ]),
    ];
    for (const { value, span } of paths) {
      // one that begins like this leaves the root, which another rule says
      if (!value.includes('\\') || /^(\\|[A-Za-z]:)/.test(value)) continue;
      yield {
        message: `\`${value}\` has a backslash in it, which parts folders on Windows only`,
        span,
        help: `write it with /: ${value.replaceAll('\\', '/')}`,
      };
    }
  },
});

/** The paths that an attempt changes. */
function changedBy(attempt: AttemptSpec, kinds: ReadonlyMap<string, Action>): readonly Located<string>[] {
  const changed = kinds.get(attempt.uses.value)?.locks(plainValue(attempt.with) as JsonObject) ?? [];
  return textsIn(attempt.with).filter(({ value }) => changed.includes(value));
}
