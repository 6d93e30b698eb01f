import type { Located } from '../../base/span.js';
import { FACT_NAMES } from '../../model/facts.js';
import type { Manifest } from '../../model/manifest.js';
import { rule } from '../rule.js';

export const unknownFact = rule({
  code: 'unknown-fact',
  severity: 'error',
  about: '`when` or `assumes` asks for a fact or an option that there is not',
  *find({ manifest, suggest }) {
    const facts = new Set<string>([...FACT_NAMES, ...[...manifest.options.keys()].map(name => `option.${name}`)]);
    for (const { value: fact, span, known } of asked(manifest, facts)) {
      if (known.has(fact)) continue;
      const message = fact === 'profile' ? 'a profile cannot depend on the profile' : unknown(fact);
      yield {
        message,
        span,
        help: suggest(fact, known, 'facts are ' + [...known].map(name => `\`${name}\``).join(', ')),
      };
    }
  },
});

function unknown(fact: string): string {
  return fact.startsWith('option.') ? `there is no option \`${fact.slice(7)}\`` : `there is no fact \`${fact}\``;
}

function* asked(
  manifest: Manifest,
  facts: ReadonlySet<string>,
): Iterable<Located<string> & { readonly known: ReadonlySet<string> }> {
  const ofProfiles = new Set([...facts].filter(fact => fact !== 'profile'));
  for (const { value: profile } of manifest.profiles.values()) {
    for (const { key } of [...profile.when.values(), ...profile.assumes.values()]) yield { ...key, known: ofProfiles };
  }
  for (const { value: step } of manifest.steps.values()) {
    for (const { when } of [step, ...step.attempts])
      for (const { key } of when.values()) yield { ...key, known: facts };
  }
}
