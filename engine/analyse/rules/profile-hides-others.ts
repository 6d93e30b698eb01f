import { rule } from '../rule.js';

export const profileHidesOthers = rule({
  code: 'profile-hides-others',
  severity: 'warning',
  about: 'the first profile has no `when`, so it is taken on every host, whatever the others ask for',
  *find({ manifest }) {
    const [first, ...others] = manifest.profiles.values();
    const asking = others.find(({ value }) => value.when.size > 0);
    if (first === undefined || asking === undefined || first.value.when.size > 0) return;
    yield {
      message: `profile \`${first.value.name}\` is first and has no \`when\`: no host ever comes to \`${asking.value.name}\` by itself`,
      span: first.key.span,
      help: 'put it last, or give it a `when`',
    };
  },
});
