import type { Located } from '../base/span.js';
import type { Table } from '../model/manifest.js';
import { entryOf, type MapTree, type Tree } from '../model/tree.js';

// Readers of trees whose shape the schema has already checked: what they do not find is a fault of the engine.

export function mapAt(tree: Tree | undefined): MapTree {
  if (tree?.kind !== 'map') throw new TypeError('the schema let something through that is no map');
  return tree;
}

export function itemsAt(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined) return [];
  if (tree.kind !== 'list') throw new TypeError('the schema let something through that is no list');
  return tree.items;
}

export function textAt(tree: Tree | undefined): Located<string> {
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'string') {
    throw new TypeError('the schema let something through that is no text');
  }
  return { value: tree.value, span: tree.span };
}

export function numberAt(tree: Tree | undefined): Located<number> {
  if (tree?.kind !== 'scalar' || typeof tree.value !== 'number') {
    throw new TypeError('the schema let something through that is no number');
  }
  return { value: tree.value, span: tree.span };
}

export function textsAt(tree: Tree | undefined): readonly Located<string>[] {
  return itemsAt(tree).map(textAt);
}

/** One text, or a list of them. */
export function textOrTextsAt(tree: Tree): readonly Located<string>[] {
  return tree.kind === 'list' ? textsAt(tree) : [textAt(tree)];
}

/** The entries of a map, each read; an absent map is an empty table. */
export function tableAt<T>(tree: Tree | undefined, read: (value: Tree, key: Located<string>) => T): Table<T> {
  if (tree === undefined) return new Map();
  return new Map(mapAt(tree).entries.map(({ key, value }) => [key.value, { key, value: read(value, key) }]));
}

export function textTableAt(tree: Tree | undefined): Table<Located<string>> {
  return tableAt(tree, textAt);
}

export function childOf(tree: MapTree, key: string): Tree | undefined {
  return entryOf(tree, key)?.value;
}

/** `{ [name]: read(child) }` when there is such a child, else nothing: for properties that may be absent. */
export function optional<K extends string, T>(
  tree: MapTree,
  key: K,
  read: (value: Tree) => T,
): { readonly [P in K]?: T } {
  const value = childOf(tree, key);
  return (value === undefined ? {} : { [key]: read(value) }) as { readonly [P in K]?: T };
}

export function flagAt(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && tree.value === true;
}
