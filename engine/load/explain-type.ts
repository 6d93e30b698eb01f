import type { Tree } from '../model/tree.js';
import { shown, writtenAt, type Explanation, type Faulty } from './explanation.js';
import { choicesOf, exampleOf, kindsInWords, propertiesOf, wordsOf } from './schema-words.js';

/** A value of another kind than its place asks for: mostly a version without quotes. */
export function explainType({ error, place, sources }: Faulty): Explanation {
  const wanted = [(error.params as { readonly type: string | readonly string[] }).type].flat();
  const { value, label } = place;
  const must = `${label} must be ${kindsInWords(wanted)}`;
  const written = writtenAt(value.span, sources);
  if (value.kind === 'scalar' && value.value === null && written !== 'null' && written !== '~') {
    return {
      code: 'wrong-type',
      span: value.span,
      message: `${must}, and nothing stands here`,
      help: EMPTY[wanted[0] ?? ''] ?? kindHelp(error, wanted),
    };
  }
  if (value.kind === 'scalar' && wanted.includes('string'))
    return explainUnquoted({ error, place, sources }, must, written);
  return {
    code: 'wrong-type',
    span: value.kind === 'scalar' ? value.span : (place.key?.span ?? value.span),
    message: `${must}, not ${kindOf(value)}`,
    help:
      helpFor(value, wanted, propertiesOf(error.parentSchema)) ?? checkHelp(error, value) ?? kindHelp(error, wanted),
  };
}

const EMPTY: Readonly<Record<string, string>> = {
  object: 'write {} for an empty map',
  array: 'write [] for an empty list',
};

function explainUnquoted({ error, place }: Faulty, must: string, written: string): Explanation {
  const { pattern, title } = wordsOf(error);
  const { span } = place.value;
  if (pattern !== undefined && title !== undefined && !new RegExp(pattern).test(written)) {
    const example = exampleOf(wordsOf(error));
    const help = example === undefined ? undefined : `such as \`${example}\``;
    return { code: 'wrong-form', span, message: `\`${shown(written)}\` is not ${title}`, help };
  }
  const choices = choicesOf(wordsOf(error));
  if (choices !== undefined && !choices.includes(written)) {
    const message = `${place.label} cannot be \`${shown(written)}\``;
    return { code: 'not-a-choice', span, message, help: `possible here: ${choices.join(', ')}` };
  }
  const message = `${must}, but ${shown(written)} is read as ${kindOf(place.value)}`;
  return { code: 'quote-it', span, message, help: `quote it: "${shown(written)}"` };
}

function kindOf(value: Tree): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a map' : 'a list';
  if (value.value === null) return 'nothing';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[
    typeof value.value as 'string' | 'number' | 'boolean'
  ];
}

function helpFor(value: Tree, wanted: readonly string[], known: readonly string[]): string | undefined {
  if (value.kind === 'map' && wanted.includes('array')) return 'put `- ` before it, or [ ] around it';
  if (value.kind === 'list' && wanted.includes('object')) return asMap(value.items, known);
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  if (wanted.includes('array')) return inBrackets(shown(value.value));
  if (wanted.includes('boolean') && /^(yes|on|no|off)$/i.test(value.value)) {
    return `write ${/^(yes|on)$/i.test(value.value) ? 'true' : 'false'}`;
  }
  if (wanted.includes('boolean') && /^(true|false)$/.test(value.value)) return 'remove the quotes';
  if (wanted.includes('integer') && /^\d+$/.test(value.value)) return 'remove the quotes';
  return undefined;
}

/** Where the schema shows none, the kind has to do. */
function kindHelp(error: Faulty['error'], wanted: readonly string[]): string | undefined {
  return exampleOf(wordsOf(error)) === undefined ? `write ${kindsInWords(wanted)}` : undefined;
}

/** A check is written out as one of Python: most of them are. */
function checkHelp({ instancePath }: Faulty['error'], value: Tree): string | undefined {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  if (!/^\/steps\/[^/]+\/verify\/\d+$/.test(instancePath)) return undefined;
  return `write which kind of check it is: { python: ${JSON.stringify(shown(value.value))} }, { run: [...] } or { file: ... }`;
}

/** A list of names, where a map with these keys is meant. */
function asMap(items: readonly Tree[], known: readonly string[]): string | undefined {
  const names = items.map(item => (item.kind === 'scalar' ? String(item.value) : ''));
  if (!names.every(name => known.includes(name))) return undefined;
  return `write a map: { ${names.map(name => `${name}: {}`).join(', ')} }`;
}

/** Nothing is split at spaces later, so a text with some may be meant as several items. */
function inBrackets(text: string): string {
  const one = `write it in brackets: ["${text}"]`;
  const words = text.split(/ +/).map(word => `"${word}"`);
  return words.length === 1 ? one : `${one} if it is one item, else [${words.join(', ')}]`;
}
