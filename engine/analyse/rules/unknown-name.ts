import type { Manifest } from '../../model/manifest.js';
import { stepOutputOf } from '../../model/template.js';
import { HOST_NAMES } from '../../model/names.js';
import { rule } from '../rule.js';
import { placedReferences } from '../texts.js';

const KINDS_OF_NAMES =
  'names are versions, vars, `platform`, `profile`, `option.<name>`, `paths.<name>`, `steps.<step>.<output>` and ' +
  HOST_NAMES.map(name => `\`${name}\``).join(', ');

export const unknownName = rule({
  code: 'unknown-name',
  severity: 'error',
  about: '`${...}` holds a name that means nothing',
  *find({ manifest, texts, suggest }) {
    const known = namesOf(manifest);
    const listing = [...known];
    for (const text of texts) {
      if (text.use.kind === 'literal') continue;
      for (const { name, span } of placedReferences(text)) {
        if (known.has(name) || stepOutputOf(name) !== undefined) continue;
        const help = formHelp(name, known) ?? suggest(name, listing, KINDS_OF_NAMES);
        yield { message: `unknown name \`${name}\``, span, help };
      }
    }
  },
});

/** What to say of a name that is known by its first part. */
function formHelp(name: string, known: ReadonlySet<string>): string | undefined {
  const bare = /^(?:versions|vars)\.(.+)$/.exec(name)?.[1];
  if (bare !== undefined && known.has(bare)) return `write \`\${${bare}}\`: versions and vars go by their own names`;
  if (name.startsWith('steps.')) return 'an output of a step is written `${steps.<step>.<output>}`';
  return name === 'profile' ? 'the manifest declares no `profiles`' : undefined;
}

function namesOf(manifest: Manifest): ReadonlySet<string> {
  const prefixed = (prefix: string, names: Iterable<string>) => [...names].map(name => `${prefix}.${name}`);
  return new Set([
    ...manifest.versions.keys(),
    ...manifest.vars.keys(),
    'platform',
    // without profiles there is none in force
    ...(manifest.profiles.size === 0 ? [] : ['profile']),
    ...prefixed('option', manifest.options.keys()),
    ...prefixed('paths', manifest.paths.keys()),
    ...HOST_NAMES,
  ]);
}
