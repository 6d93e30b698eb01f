import { err, ok, type Result } from '../base/result.js';
import { applyFilters, FILTERS, type DeferredText, type Filter } from './value.js';

/** A text with `${name|filter}` in it, cut into its parts. */
export type Template = readonly TemplatePart[];
export type TemplatePart = { readonly text: string } | TemplateReference;

export interface TemplateReference {
  readonly name: string;
  readonly filters: readonly Filter[];
  /** Where `${` stands in the text, and how long the whole reference is. */
  readonly offset: number;
  readonly length: number;
}

export interface TemplateError {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  /** For a name or a filter that is not known: what it was. */
  readonly unknownFilter?: string;
}

const REFERENCE = /^\$\{([a-zA-Z0-9_.-]+)((?:\|[a-zA-Z0-9_-]*)*)\}/;

/** Cuts a text at its references. `$${` is a literal `${`; what came out of a reference is never looked at again. */
export function parseTemplate(text: string): Result<Template, TemplateError> {
  const parts: TemplatePart[] = [];
  let literal = '';
  let index = 0;
  while (index < text.length) {
    if (text.startsWith('$${', index)) {
      literal += '${';
      index += 3;
    } else if (text.startsWith('${', index)) {
      const reference = parseReference(text, index);
      if (!reference.ok) return reference;
      if (literal !== '') parts.push({ text: literal });
      literal = '';
      parts.push(reference.value);
      index += reference.value.length;
    } else {
      literal += text[index] ?? '';
      index += 1;
    }
  }
  if (literal !== '') parts.push({ text: literal });
  return ok(parts);
}

function parseReference(text: string, offset: number): Result<TemplateReference, TemplateError> {
  const match = REFERENCE.exec(text.slice(offset));
  const end = text.indexOf('}', offset);
  const length = (end === -1 ? text.length : end + 1) - offset;
  if (match === null || match[1] === undefined) {
    const message =
      end === -1 ? '`${` is never closed' : '`${...}` holds a name and filters, such as `${python|digits}`';
    return err({ message, offset, length });
  }
  const filters: Filter[] = [];
  for (const filter of (match[2] ?? '').split('|').slice(1)) {
    if (!isFilter(filter)) {
      return err({ message: `unknown filter \`${filter}\``, offset, length, unknownFilter: filter });
    }
    filters.push(filter);
  }
  return ok({ name: match[1], filters, offset, length: match[0].length });
}

function isFilter(name: string): name is Filter {
  return (FILTERS as readonly string[]).includes(name);
}

export function referencesOf(template: Template): readonly TemplateReference[] {
  return template.filter(part => 'name' in part);
}

/** `steps.<step>.<output>` of a reference's name, or undefined when it names something else. */
export function stepOutputOf(name: string): { readonly step: string; readonly output: string } | undefined {
  const match = /^steps\.([^.]+)\.([^.]+)$/.exec(name);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { step: match[1], output: match[2] };
}

/** What references may bring into one text, in characters: names made of names made of names can grow without end. */
const LARGEST = 65_536;

/**
 * Puts values in place of the references. References to steps stay, so the text is then deferred.
 * The first name that `lookup` does not know, or that makes the text too long, is the error.
 */
export function expandTemplate(
  template: Template,
  lookup: (name: string) => string | undefined,
): Result<string | DeferredText, TemplateReference> {
  const parts: DeferredText['$deferred'][number][] = [];
  let size = 0;
  for (const part of template) {
    if ('text' in part) {
      parts.push(part.text);
      continue;
    }
    const output = stepOutputOf(part.name);
    if (output !== undefined) {
      parts.push({ ...output, filters: part.filters });
      continue;
    }
    const value = lookup(part.name);
    size += value?.length ?? 0;
    if (value === undefined || size > LARGEST) return err(part);
    parts.push(applyFilters(value, part.filters));
  }
  return ok(parts.every(part => typeof part === 'string') ? parts.join('') : { $deferred: parts });
}
