import type { Located, Span } from '../../base/span.js';
import type { Combination } from '../../model/combinations.js';
import { varsInForce } from '../../model/in-force.js';
import type { Manifest } from '../../model/manifest.js';
import { cyclesIn, wayText } from '../cycles.js';
import { rule } from '../rule.js';
import { placedReferences, type Text } from '../texts.js';

export const varCycle = rule({
  code: 'var-cycle',
  severity: 'error',
  about: 'a var or a path is made from itself',
  *find({ manifest, texts, combinations }) {
    const early = new Map(texts.filter(({ use }) => use.kind === 'early').map(text => [text.written, text]));
    const seen = new Set<Span>();
    for (const combination of combinations) {
      const written = writtenNames(manifest, combination);
      const arrowsFrom = (name: string) => {
        const text = written.get(name);
        return text === undefined ? [] : arrows(early.get(text));
      };
      for (const path of cyclesIn(written.keys(), arrowsFrom)) {
        const closing = path.at(-1);
        if (closing === undefined || seen.has(closing.text.written.span)) continue;
        seen.add(closing.text.written.span);
        const way = wayText([closing.to, ...path.map(({ to }) => to)]);
        yield {
          message: `\`${closing.to}\` is made from itself: ${way}`,
          span: closing.span,
          help: 'write the value itself into one of them',
        };
      }
    }
  },
});

/** Vars and paths as they are written for one combination. */
function writtenNames(manifest: Manifest, { platform, profile }: Combination): ReadonlyMap<string, Located<string>> {
  const paths = [...manifest.paths].map(([name, { value }]) => [`paths.${name}`, value] as const);
  return new Map([...varsInForce(manifest, platform, profile), ...paths]);
}

function arrows(text: Text | undefined) {
  if (text === undefined) return [];
  return placedReferences(text).map(({ name, span }) => ({ to: name, span, text }));
}
