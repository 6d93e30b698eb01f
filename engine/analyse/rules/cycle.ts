import { cyclesIn, wayText } from '../cycles.js';
import { outgoingEdges, type Edge } from '../edges.js';
import { rule } from '../rule.js';

export const cycle = rule({
  code: 'cycle',
  severity: 'error',
  about: 'steps wait for each other in a circle',
  *find({ manifest, edges }) {
    const outgoing = outgoingEdges(edges);
    const arrowsFrom = (id: string) => (outgoing.get(id) ?? []).map(edge => ({ to: edge.to.id, edge }));
    for (const path of cyclesIn(manifest.steps.keys(), arrowsFrom)) {
      const closing = path.at(-1);
      if (closing === undefined) continue;
      const way = wayText([...path.map(({ edge }) => edge.from.id), closing.to]);
      const message = path.length === 1 ? `a step waits for itself: ${way}` : `steps wait for each other: ${way}`;
      yield { message, span: closing.edge.span, help: helpFor(path.map(({ edge }) => edge)) };
    }
  },
});

function helpFor(path: readonly Edge[]): string {
  const implicit = path.find(({ why }) => why === 'interpreter');
  if (implicit === undefined) return 'take one of these needs out; a `${steps.<step>.<output>}` counts as one';
  return `\`${implicit.from.id}\` runs the Python of \`${implicit.to.id}\` because it names no other: say which one it is to use`;
}
