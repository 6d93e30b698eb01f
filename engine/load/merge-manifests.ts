import type { Located } from '../base/span.js';
import { entryOf, type MapTree, type Tree, type TreeEntry } from '../model/tree.js';

/**
 * An extending manifest over the one it extends: maps merge by key, lists and scalars replace, null removes what is
 * inherited. Inherited entries come first and keep their place, new ones follow.
 */
export function mergeManifests(base: MapTree, own: MapTree): MapTree {
  return mergeMaps(base, own, (key, inherited, value) =>
    key.value === 'steps' ? mergeWith(inherited, value, (_, a, b) => mergeStep(a, b)) : merge(inherited, value),
  );
}

type MergeEntry = (key: Located<string>, inherited: Tree, own: Tree) => Tree;

function mergeMaps(base: MapTree, own: MapTree, mergeEntry: MergeEntry): MapTree {
  const overrides = new Map(own.entries.map(entry => [entry.key.value, entry]));
  const kept = base.entries.flatMap((entry): readonly TreeEntry[] => {
    const over = overrides.get(entry.key.value);
    if (over === undefined) return [entry];
    if (isNull(over.value)) return [];
    return [{ key: over.key, value: mergeEntry(over.key, entry.value, over.value) }];
  });
  const inherited = new Set(base.entries.map(entry => entry.key.value));
  return {
    kind: 'map',
    entries: [...kept, ...own.entries.filter(entry => !inherited.has(entry.key.value))],
    span: own.span,
  };
}

function mergeWith(inherited: Tree, own: Tree, mergeEntry: MergeEntry): Tree {
  return inherited.kind === 'map' && own.kind === 'map' ? mergeMaps(inherited, own, mergeEntry) : own;
}

function merge(inherited: Tree, own: Tree): Tree {
  return mergeWith(inherited, own, (_, a, b) => merge(a, b));
}

const ONE_ACTION = ['name', 'uses', 'with', 'fallbacks'];

/** A step that says anew what it does wants nothing of how the inherited one did it. */
function mergeStep(inherited: Tree, own: Tree): Tree {
  if (inherited.kind !== 'map' || own.kind !== 'map') return own;
  const says = (name: string) => entryOf(own, name) !== undefined;
  const dropped = says('attempts') ? ONE_ACTION : says('uses') ? ['with', 'attempts'] : [];
  return mergeWith(without(inherited, dropped), own, (_, a, b) => merge(a, b));
}

function without(tree: MapTree, names: readonly string[]): MapTree {
  return { ...tree, entries: tree.entries.filter(({ key }) => !names.includes(key.value)) };
}

function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
