import { nearest } from '../../base/nearest.js';
import type { Manifest } from '../../model/manifest.js';
import { expandText } from '../../model/names.js';
import { rule } from '../rule.js';
import type { Subject } from '../subject.js';
import { placedReferences, type Text } from '../texts.js';
import { whensOf } from '../whens.js';

export const unused = rule({
  code: 'unused',
  severity: 'warning',
  about: 'a version, a var, an option or an artifact that nothing uses',
  *find(subject) {
    const { manifest, texts } = subject;
    const names = referencedNames(texts);
    for (const row of manifest.compatibility) for (const name of row.entries.keys()) names.add(name);
    for (const when of whensOf(manifest)) for (const fact of when.keys()) names.add(fact);
    const artifacts = fetchedArtifacts(subject);
    const all = [...declared(manifest)];
    for (const used of [names, artifacts]) addMeant(used, all);
    for (const { what, key, name } of all) {
      // a base manifest may declare for others what this one does not use
      if (key.span.file !== manifest.file || (what === 'artifact' ? artifacts : names).has(name)) continue;
      yield { message: `nothing uses the ${what} \`${key.value}\``, span: key.span, help: 'take it out, or use it' };
    }
  },
});

/** What a misspelt name means counts as used: that it is misspelt is a finding of its own. */
function addMeant(used: Set<string>, all: readonly { readonly name: string }[]): void {
  const known = all.map(({ name }) => name);
  const isKnown = new Set(known);
  for (const name of [...used].filter(each => !isKnown.has(each) && !OTHERS.test(each)).slice(0, MOST_MEANT)) {
    const meant = nearest(name, known);
    if (meant !== undefined) used.add(meant);
  }
}

/** A file of nothing but misspelt names must not stall the analysis. */
const MOST_MEANT = 100;

/** Names that mean something else, however near they are. */
const OTHERS = /^(platform|profile|(paths|steps|host)\..*)$/;

function* declared(manifest: Manifest) {
  for (const [name, { key }] of manifest.versions) yield { what: 'version', key, name };
  for (const [name, { key }] of manifest.vars) yield { what: 'var', key, name };
  for (const [name, { key }] of manifest.options) yield { what: 'option', key, name: `option.${name}` };
  for (const [name, { key }] of manifest.artifacts) yield { what: 'artifact', key, name };
}

/** A text that cannot be cut is a finding of its own; what it seems to name counts as used. */
function referencedNames(texts: readonly Text[]): Set<string> {
  return new Set(
    texts.flatMap(text =>
      text.template.ok
        ? placedReferences(text).map(({ name }) => name)
        : [...text.written.value.matchAll(/\$\{([a-zA-Z0-9_.-]+)/g)].map(([, name = '']) => name),
    ),
  );
}

function fetchedArtifacts({ artifactUses, combinations }: Subject): Set<string> {
  return new Set(
    artifactUses.flatMap(({ id }) =>
      id.includes('${') ? combinations.map(({ names }) => expandText(id, names) ?? '') : [id],
    ),
  );
}
