import { narrow } from '../domains.js';
import type { When } from '../../model/manifest.js';
import { rule } from '../rule.js';
import { askableValues } from '../whens.js';

export const neverTaken = rule({
  code: 'never-taken',
  severity: 'warning',
  about: 'a profile, a step or an attempt that no host can ever come to',
  *find({ manifest, combinations }) {
    const help = 'mend its `when`, or take it out';
    const platforms = 'of no platform of this manifest';
    // of a value that there is not, another rule speaks
    const askable = askableValues(manifest);
    const isMisspelt = (when: When) =>
      [...when].some(([fact, { value }]) => value.every(each => askable.get(fact)?.includes(each.value) === false));
    for (const { key, value: profile } of manifest.profiles.values()) {
      if (combinations.some(target => target.profile === profile) || isMisspelt(profile.when)) continue;
      yield {
        message: `profile \`${profile.name}\` can never be taken: its \`when\` is true ${platforms}`,
        span: key.span,
        help,
      };
    }
    for (const { key, value: step } of manifest.steps.values()) {
      // a base manifest may serve platforms that this one leaves out
      if (key.span.file !== manifest.file) continue;
      const held = combinations
        .map(({ domains }) => narrow(domains, step.when))
        .filter(domains => domains !== undefined);
      if (held.length === 0 && isMisspelt(step.when)) continue;
      if (held.length === 0) {
        yield { message: `\`${step.id}\` can never run: its \`when\` is true ${platforms}`, span: key.span, help };
        continue;
      }
      for (const { name, uses, when } of step.attempts) {
        if (when.size === 0 || isMisspelt(when) || held.some(domains => narrow(domains, when) !== undefined)) continue;
        const message = `attempt \`${name?.value ?? uses.value}\` can never be taken: its \`when\` is true ${platforms}`;
        yield { message, span: (name ?? uses).span, help };
      }
    }
  },
});
