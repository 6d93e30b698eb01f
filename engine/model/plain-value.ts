import type { Tree } from './tree.js';
import type { Json } from './value.js';

/** A tree's value as written, without its places. */
export function plainValue(tree: Tree): Json {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(plainValue);
    case 'map':
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key.value, plainValue(value)]));
  }
}
