import { rule } from '../rule.js';
import { whensOf } from '../whens.js';
import { listed } from '../suggest.js';

const PREFIX = 'option.';

export const unknownOption = rule({
  code: 'unknown-option',
  severity: 'error',
  about: '`when` asks for an option that the manifest does not declare',
  *find({ manifest, suggest }) {
    const known = [...manifest.options.keys()].map(name => PREFIX + name);
    const otherwise = listed(known, 'the manifest declares no `options`');
    for (const when of whensOf(manifest)) {
      for (const { key } of when.values()) {
        if (!key.value.startsWith(PREFIX) || manifest.options.has(key.value.slice(PREFIX.length))) continue;
        yield {
          message: `there is no option \`${key.value.slice(PREFIX.length)}\``,
          span: key.span,
          help: suggest(key.value, known, otherwise),
        };
      }
    }
  },
});
