import type { Located } from '../../base/span.js';
import { varsInForce } from '../../model/in-force.js';
import { stepOutputOf } from '../../model/template.js';
import { rule } from '../rule.js';
import type { Subject, Target } from '../subject.js';
import { placedReferences } from '../texts.js';

export const noValue = rule({
  code: 'no-value',
  severity: 'error',
  about: 'a var or a path whose names are all known, and which still comes to nothing: too long, or too deep',
  *find(subject) {
    const seen = new Set<Located<string>>();
    const texts = new Map(subject.texts.map(text => [text.written, text]));
    for (const target of subject.combinations) {
      for (const [name, written] of writtenNames(subject, target)) {
        const text = texts.get(written);
        if (text?.template.ok !== true || seen.has(written) || target.names(name) !== undefined) continue;
        const references = placedReferences(text);
        // a name without a value, or an output of a step, is a finding of its own
        if (references.some(reference => stepOutputOf(reference.name) !== undefined)) continue;
        if (references.some(reference => target.names(reference.name) === undefined)) continue;
        seen.add(written);
        yield {
          message: `\`${name}\` has no value: the names it is made of make it too long, or too deep`,
          span: written.span,
          help: 'write more of it out; a path cannot be made from another path',
        };
      }
    }
  },
});

function* writtenNames({ manifest }: Subject, { platform, profile }: Target): Iterable<[string, Located<string>]> {
  yield* varsInForce(manifest, platform, profile);
  for (const [name, { value }] of manifest.paths) yield [`paths.${name}`, value];
}
