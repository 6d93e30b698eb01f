import type { Located, Span } from '../base/span.js';

/** A YAML value as written, every part of it with its place. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: 'map';
  readonly entries: readonly TreeEntry[];
  readonly span: Span;
}

export interface TreeEntry {
  readonly key: Located<string>;
  readonly value: Tree;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly span: Span;
}

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly span: Span;
}

/** The value under `key`, or undefined. */
export function entryOf(tree: MapTree, key: string): TreeEntry | undefined {
  return tree.entries.find(entry => entry.key.value === key);
}
