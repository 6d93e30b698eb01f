import type { Located, Span } from '../base/span.js';
import { entryOf, type MapTree, type Tree } from '../model/tree.js';

/** Where a JSON pointer leads in a tree. */
export interface Place {
  readonly value: Tree;
  /** The key that the value stands under, or undefined for an item of a list and the whole. */
  readonly key?: Located<string>;
  /** How a message calls it: "`needs`", "item 2 of `needs`", "the manifest". */
  readonly label: string;
  readonly path: readonly string[];
}

/** Follows a JSON pointer; as far as it leads. */
export function placeAt(root: MapTree, pointer: string): Place {
  const path = pointer.split('/').slice(1).map(unescape);
  let place: Place = { value: root, label: 'the manifest', path };
  for (const segment of path) place = step(place, segment) ?? place;
  return place;
}

function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function step({ value, label, path }: Place, segment: string): Place | undefined {
  if (value.kind === 'map') {
    const entry = entryOf(value, segment);
    return entry && { value: entry.value, key: entry.key, label: `\`${segment}\``, path };
  }
  const item = value.kind === 'list' ? value.items[Number(segment)] : undefined;
  return item && { value: item, label: `item ${Number(segment) + 1} of ${label}`, path };
}

/** Where a message about the whole of a value points: its key, or the first key in it. */
export function headOf({ key, value }: Place): Span {
  if (key !== undefined) return key.span;
  const first = value.kind === 'map' ? value.entries[0] : undefined;
  return first?.key.span ?? value.span;
}

/** The key that a map has under this name, as its place. */
export function keySpan(place: Place, name: string): Span {
  const entry = place.value.kind === 'map' ? entryOf(place.value, name) : undefined;
  return entry?.key.span ?? headOf(place);
}
