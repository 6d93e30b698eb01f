import { GPU_FACTS } from '../../model/facts.js';
import type { StepSpec } from '../../model/manifest.js';
import { onCombinations } from '../../model/combination-list.js';
import { holds, narrow, type Domains } from '../domains.js';
import { rule } from '../rule.js';

export const noAttempt = rule({
  code: 'no-attempt',
  severity: 'error',
  about: 'a step is for a platform or a profile on which none of its attempts is',
  *find({ manifest, combinations }) {
    const budget = { hosts: MOST_HOSTS };
    for (const { key, value: step } of manifest.steps.values()) {
      if (step.attempts.some(({ when }) => when.size === 0)) continue;
      const left = combinations.flatMap(target => {
        const host = hostWithout(step, target.domains, budget);
        return host === undefined ? [] : [{ target, host }];
      });
      const [first] = left;
      if (first === undefined) continue;
      // hosts that differ in another way would need words of their own; they come to light once these are mended
      const alike = left.filter(({ host }) => host === first.host).map(({ target }) => target);
      yield {
        message: `\`${step.id}\` has no attempt ${onCombinations(alike, combinations)}${first.host}`,
        span: key.span,
        help: "add a fallback that is for it, or say in the step's own `when` that the step is not",
      };
    }
  },
});

/** More hosts than these are not tried in all: from then on only what holds on none of them is seen. */
const MOST_HOSTS = 200_000;

/** A host on which the step is taken and no attempt is, in words; undefined when there is none. */
function hostWithout(step: StepSpec, domains: Domains, budget: { hosts: number }): string | undefined {
  const held = narrow(domains, step.when);
  if (held === undefined) return undefined;
  const facts = [...new Set(step.attempts.flatMap(({ when }) => [...when.keys()]))];
  const open = facts.filter(fact => (held.get(fact)?.length ?? 0) > 1);
  const count = open.reduce((product, fact) => product * (held.get(fact)?.length ?? 1), 1);
  budget.hosts -= Math.min(count, budget.hosts);
  if (budget.hosts === 0) {
    return step.attempts.some(({ when }) => narrow(held, when) !== undefined) ? undefined : '';
  }
  for (const host of hosts(open, held)) {
    const taken = step.attempts.some(({ when }) =>
      [...when.keys()].every(fact => held.get(fact) === undefined || holds(when, fact, valueOf(fact, host, held))),
    );
    if (!taken) return inWords(open, host);
  }
  return undefined;
}

type Host = ReadonlyMap<string, string | undefined>;

/** Every way in which the open facts can fall. */
function* hosts(open: readonly string[], domains: Domains): Iterable<Host> {
  const [fact, ...others] = open;
  if (fact === undefined) {
    yield new Map();
    return;
  }
  for (const host of hosts(others, domains)) {
    for (const value of domains.get(fact) ?? []) {
      // without a GPU nothing is known of one
      const gpu = fact === 'gpu' ? value : host.get('gpu');
      const known = [fact, ...others].some(
        name => GPU_FACTS.includes(name) && (name === fact ? value : host.get(name)) !== undefined,
      );
      if (gpu !== 'none' || !known) yield new Map([...host, [fact, value]]);
    }
  }
}

function valueOf(fact: string, host: Host, domains: Domains): string | undefined {
  return host.has(fact) ? host.get(fact) : domains.get(fact)?.[0];
}

function inWords(open: readonly string[], host: Host): string {
  const words = open.map(fact => `${fact} is ${host.get(fact) ?? 'unknown'}`);
  return words.length === 0 ? '' : ` where ${words.join(' and ')}`;
}
