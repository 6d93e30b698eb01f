import type { Diagnostic } from '../base/diagnostic.js';
import type { Located, Span } from '../base/span.js';
import type { Names } from '../model/names.js';
import { expandTemplate, parseTemplate } from '../model/template.js';
import type { MapTree, Tree } from '../model/tree.js';
import { isDeferred, referencesIn, writtenReference, type DeferredText, type Value } from '../model/value.js';

/** A `${steps.…}` that was met, and the text it stands in. */
export interface Edge {
  readonly step: string;
  readonly span: Span;
}

/** Puts values in place of `${…}`. What is wrong is reported, and an empty text stands for it. */
export interface Interpolator {
  /** A text that is needed before anything has run: it may not wait for a step. */
  text(written: Located<string>): string;
  /** References to steps stay, and are added to `edges`. */
  deferrable(written: Located<string>, edges: Edge[]): string | DeferredText;
  map(tree: MapTree, edges: Edge[]): { readonly [key: string]: Value };
  tree(tree: Tree, edges: Edge[]): Value;
}

export function interpolator(names: Names, report: (diagnostic: Diagnostic) => void): Interpolator {
  const refuse = (code: string, message: string, span: Span) => {
    report({ code, severity: 'error', message, span });
    return '';
  };

  const expand = ({ value, span }: Located<string>): string | DeferredText => {
    if (!value.includes('${')) return value;
    const template = parseTemplate(value);
    if (!template.ok) return refuse('template', template.error.message, span);
    const expanded = expandTemplate(template.value, names);
    return expanded.ok ? expanded.value : refuse('unknown-name', `\`${expanded.error.name}\` has no value here`, span);
  };

  const text = (written: Located<string>): string => {
    const expanded = expand(written);
    if (!isDeferred(expanded)) return expanded;
    const names = referencesIn(expanded).map(writtenReference).join(', ');
    return refuse(
      'too-early',
      `${names} is known only when the step has run, and this text is needed before`,
      written.span,
    );
  };

  const deferrable = (written: Located<string>, edges: Edge[]): string | DeferredText => {
    const expanded = expand(written);
    for (const { step } of referencesIn(expanded)) edges.push({ step, span: written.span });
    return expanded;
  };

  const map = ({ entries }: MapTree, edges: Edge[]): { readonly [key: string]: Value } => {
    const values = new Map<string, Value>();
    for (const { key, value } of entries) {
      const name = text(key);
      if (values.has(name)) refuse('duplicate-key', `two keys of this map become \`${name}\``, key.span);
      if (name === '$deferred') refuse('reserved-key', 'the key `$deferred` is used by the engine itself', key.span);
      else values.set(name, tree(value, edges));
    }
    return Object.fromEntries(values);
  };

  const tree = (written: Tree, edges: Edge[]): Value => {
    if (written.kind === 'map') return map(written, edges);
    if (written.kind === 'list') return written.items.map(item => tree(item, edges));
    const { value, span } = written;
    return typeof value === 'string' ? deferrable({ value, span }, edges) : value;
  };

  return { text, deferrable, map, tree };
}
