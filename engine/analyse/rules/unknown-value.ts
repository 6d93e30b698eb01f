import { rule } from '../rule.js';
import { listed } from '../suggest.js';
import { askableValues, whensOf } from '../whens.js';

export const unknownValue = rule({
  code: 'unknown-value',
  severity: 'error',
  about: '`when` asks for a profile that there is not, or for a value that an option does not have',
  *find({ manifest, suggest }) {
    const possible = askableValues(manifest);
    for (const when of whensOf(manifest)) {
      for (const [fact, { value: wanted }] of when) {
        const known = possible.get(fact);
        for (const { value, span } of wanted) {
          if (known === undefined || known.includes(value)) continue;
          const message = fact === 'profile' ? `there is no profile \`${value}\`` : `\`${fact}\` is never \`${value}\``;
          yield { message, span, help: suggest(value, known, listed(known, 'the manifest declares no `profiles`')) };
        }
      }
    }
  },
});
