import { combinations } from '../../model/combinations.js';
import { rule } from '../rule.js';
import { MOST_COMBINATIONS } from '../subject.js';

export const tooManyCombinations = rule({
  code: 'too-many-combinations',
  severity: 'error',
  about: 'more platforms and profiles than can be looked at one by one',
  *find({ manifest }) {
    const count = combinations(manifest).length;
    const [first] = manifest.profiles.values();
    if (count <= MOST_COMBINATIONS || first === undefined) return;
    yield {
      message: `platforms and profiles make ${count} combinations, and at most ${MOST_COMBINATIONS} are looked at`,
      span: first.key.span,
      help: 'say in the `when` of each profile which platforms it is for, or make several manifests of this one',
    };
  },
});
