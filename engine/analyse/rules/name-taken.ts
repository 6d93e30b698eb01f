import { rule } from '../rule.js';

/** Names that the engine gives itself; those with a dot in them cannot be declared. */
const OWN = ['platform', 'profile'];

export const nameTaken = rule({
  code: 'name-taken',
  severity: 'error',
  about: 'one name is declared for two things, so that `${name}` could mean either',
  *find({ manifest }) {
    const help = 'choose another name for it';
    for (const { key } of [...manifest.versions.values(), ...manifest.vars.values()]) {
      if (OWN.includes(key.value)) yield { message: `\`${key.value}\` has a meaning of its own`, span: key.span, help };
    }
    for (const { key } of manifest.vars.values()) {
      const version = manifest.versions.get(key.value);
      if (version === undefined) continue;
      const related = [{ message: 'the version', span: version.key.span }];
      yield { message: `\`${key.value}\` is a version already`, span: key.span, help, related };
    }
  },
});
