import type { ErrorObject } from 'ajv';

// What a part of the schema says of itself, for messages.

interface Words {
  readonly title?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Words>>;
  readonly propertyNames?: Words;
  readonly items?: Words;
  readonly enum?: readonly unknown[];
}

/** The values of which one is meant, where there are some to choose from. */
export function choicesOf({ enum: own, items }: Words): readonly string[] | undefined {
  return (own ?? items?.enum)?.map(String);
}

/** The schema in which the failed keyword stands. */
export function wordsOf(error: ErrorObject): Words {
  return (error.parentSchema ?? {}) as Words;
}

export function propertiesOf(schema: unknown): readonly string[] {
  return Object.keys((schema as Words | undefined)?.properties ?? {});
}

/** The first example, as it would be written in a manifest; undefined when there is none or it is long. */
export function exampleOf(words: Words | undefined): string | undefined {
  const example = words?.examples?.[0];
  if (example === undefined) return undefined;
  const written =
    typeof example === 'string' && /^[\w ./-]*[a-z][\w ./-]*$/i.test(example) ? example : JSON.stringify(example);
  return written.length > 50 ? undefined : written;
}

/** What to do where a rule has no remedy of its own: to write it as the schema shows it, or says of it. */
export function usualHelp(error: ErrorObject): string {
  const words = wordsOf(error);
  const example = exampleOf(words);
  if (example !== undefined) return `such as \`${example}\``;
  const { description = '`sam3d-install schema` tells what may stand here' } = words;
  return description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, '');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
  null: 'nothing',
};

/** "a text or a list" for the types of JSON Schema. */
export function kindsInWords(types: string | readonly string[]): string {
  return orList([types].flat().map(type => KINDS[type] ?? type));
}

/** "a, b or c". */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** "`a` and `b`". */
export function andList(names: readonly string[]): string {
  const quoted = names.map(name => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
