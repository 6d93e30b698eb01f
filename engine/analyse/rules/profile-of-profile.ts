import { rule } from '../rule.js';

export const profileOfProfile = rule({
  code: 'profile-of-profile',
  severity: 'error',
  about: 'the `when` of a profile asks which profile is in force',
  *find({ manifest }) {
    for (const { value: profile } of manifest.profiles.values()) {
      const asked = profile.when.get('profile');
      if (asked === undefined) continue;
      yield {
        message: 'a profile is chosen by its `when`, so that cannot ask for the profile',
        span: asked.key.span,
        help: 'ask for facts of the host, such as `gpu`',
      };
    }
  },
});
