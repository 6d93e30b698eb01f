import { onCombinations } from '../../model/combination-list.js';
import { holds, narrow, type Domains } from '../domains.js';
import type { Edge } from '../edges.js';
import { rule } from '../rule.js';

export const needsExcluded = rule({
  code: 'needs-excluded',
  severity: 'error',
  about: 'a step needs one that is not for that platform or profile',
  *find({ combinations, edges }) {
    const seen = new Set<string>();
    for (const edge of edges) {
      if (edge.to.when.size === 0) continue;
      // the same need said twice is one finding
      const id = JSON.stringify([edge.from.id, edge.to.id, edge.attempt && edge.from.attempts.indexOf(edge.attempt)]);
      if (seen.has(id)) continue;
      const left = combinations.flatMap(target => {
        const host = hostWithout(edge, target.domains);
        return host === undefined ? [] : [{ target, host }];
      });
      const [first] = left;
      if (first === undefined) continue;
      // hosts that differ in another way would need words of their own; they come to light once these are mended
      const alike = left.filter(({ host }) => host === first.host).map(({ target }) => target);
      seen.add(id);
      const where = onCombinations(alike, combinations);
      yield {
        message: `${userOf(edge)} needs \`${edge.to.id}\`, which is left out ${where}${first.host}`,
        span: edge.span,
        help: `give ${edge.attempt === undefined ? 'this step' : 'this attempt'} a \`when\` that leaves those hosts out, as that of \`${edge.to.id}\` does`,
        related: [{ message: `\`${edge.to.id}\` stands here`, span: edge.to.span }],
      };
    }
  },
});

function userOf({ from, attempt }: Edge): string {
  if (attempt === undefined || from.attempts.length === 1) return `\`${from.id}\``;
  return `\`${from.id}\` (${attempt.name?.value ?? attempt.uses.value})`;
}

/** A host on which the need stands and what it needs does not, in words: empty where that is so on all of them. */
function hostWithout({ from, attempt, to }: Edge, domains: Domains): string | undefined {
  const taken = narrow(domains, from.when);
  const held = taken === undefined || attempt === undefined ? taken : narrow(taken, attempt.when);
  if (held === undefined) return undefined;
  if (narrow(held, to.when) === undefined) return '';
  for (const [fact] of to.when) {
    const values = held.get(fact) ?? [];
    const index = values.findIndex(value => !holds(to.when, fact, value));
    if (index !== -1) return ` where ${fact} is ${values[index] ?? 'unknown'}`;
  }
  return undefined;
}
