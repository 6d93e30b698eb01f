/** A `${…}` without quotes in a flow list or map, where YAML takes its brace for the start of a map. */
export interface UnquotedReference {
  /** The whole item that it is part of: what must be quoted. */
  readonly start: number;
  readonly end: number;
  readonly item: string;
  /** The first reference in it. */
  readonly reference: string;
  /** As many characters as the item has, which YAML reads as a text. */
  readonly letters: string;
}

// Both ways to go on start differently, so this is linear.
const REST_OF_ITEM = /(?:\{[^{}\n]*\}|[^,[\]{}\n])*/y;

/** The item around the brace at `brace`; it starts at `start`, at the `$` or before. Undefined when the brace is not closed. */
export function unquotedReference(text: string, start: number, brace: number): UnquotedReference | undefined {
  const close = text.indexOf('}', brace);
  REST_OF_ITEM.lastIndex = brace;
  const rest = REST_OF_ITEM.exec(text)?.[0] ?? '';
  if (rest === '' || close === -1) return undefined;
  const reference = text.slice(brace - 1, close + 1);
  // A value or a comment may follow on the same line.
  const after = rest.slice(reference.length - 1).search(/: |:$| #/);
  const end = brace + (after === -1 ? rest.trimEnd().length : reference.length - 1 + after);
  const item = text.slice(start, end);
  return { start, end, item, reference, letters: item.replace(/[{}]/g, '_') };
}
