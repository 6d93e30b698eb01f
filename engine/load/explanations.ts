import { nearest } from '../base/nearest.js';
import { explainForms, explainNot, KEEP_ONE } from './explain-choice.js';
import { explainType } from './explain-type.js';
import { shown, type Explanation, type Faulty } from './explanation.js';
import { meantProperty } from './meant-property.js';
import { headOf, keySpan } from './place.js';
import { exampleOf, orList, propertiesOf, wordsOf } from './schema-words.js';

/** Keyword of JSON Schema → what is said when it does not hold. */
export const EXPLANATIONS: Readonly<Record<string, (faulty: Faulty) => Explanation>> = {
  type: explainType,
  required: explainMissing,
  additionalProperties: explainUnknown,
  propertyNames: explainName,
  enum: explainEnum,
  const: explainConst,
  pattern: explainPattern,
  dependentRequired: explainDependent,
  uniqueItems: explainRepeated,
  minLength: explainTooFew,
  minItems: explainTooFew,
  minProperties: explainTooFew,
  maxLength: explainTooLong,
  minimum: explainBound,
  maximum: explainBound,
  anyOf: explainForms,
  oneOf: explainForms,
  not: explainNot,
  'false schema': explainForbidden,
};

const MAX_LISTED = 20;

function explainMissing({ error, place }: Faulty): Explanation {
  const { missing } = error.params as { readonly missing: readonly string[] };
  const [name = ''] = missing;
  const example = exampleOf(wordsOf(error).properties?.[name]);
  const one = example === undefined ? `add \`${name}\`` : `add it, such as \`${name}: ${example}\``;
  return {
    code: 'missing-property',
    span: headOf(place),
    message: `${place.label} has no ${missing.length === 1 ? `\`${name}\`` : orList(missing.map(each => `\`${each}\``))}`,
    help: missing.length === 1 ? one : 'add them',
  };
}

function explainUnknown({ error, place }: Faulty): Explanation {
  const { additionalProperty: name } = error.params as { readonly additionalProperty: string };
  const known = propertiesOf(error.parentSchema);
  const message = `${place.label} has no property \`${shown(name)}\``;
  return {
    code: 'unknown-property',
    span: keySpan(place, name),
    message,
    help: suggestion(name, known, meantProperty),
  };
}

/** "did you mean `x`?", else the whole list when it is short. */
function suggestion(
  name: string,
  known: readonly string[],
  meantBy: typeof meantProperty = nearest,
): string | undefined {
  const meant = meantBy(name, known);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  return known.length > 0 && known.length <= MAX_LISTED ? `possible here: ${known.join(', ')}` : undefined;
}

function explainName({ error, place }: Faulty): Explanation {
  const { propertyName: name } = error.params as { readonly propertyName: string };
  const names = wordsOf(error).propertyNames;
  const span = keySpan(place, name);
  const example = exampleOf(names);
  const help =
    names?.enum === undefined ? example && `such as \`${example}\`` : suggestion(name, names.enum.map(String));
  return {
    code: 'wrong-form',
    span,
    message: `\`${shown(name)}\` is not ${names?.title ?? 'possible as a key here'}`,
    help,
  };
}

function explainEnum({ error, place }: Faulty): Explanation {
  const { allowedValues } = error.params as { readonly allowedValues: readonly unknown[] };
  const written = String(error.data);
  const message = `${place.label} cannot be \`${shown(written)}\``;
  return {
    code: 'not-a-choice',
    span: place.value.span,
    message,
    help: suggestion(written, allowedValues.map(String)),
  };
}

function explainConst({ error, place }: Faulty): Explanation {
  const { allowedValue } = error.params as { readonly allowedValue: unknown };
  const { span } = place.value;
  if (error.instancePath === '/manifest') {
    const message = `this engine reads manifests of version ${String(allowedValue)}`;
    return { code: 'manifest-version', span, message, help: `write \`manifest: ${String(allowedValue)}\`` };
  }
  const must = JSON.stringify(allowedValue);
  return { code: 'not-a-choice', span, message: `${place.label} must be ${must}`, help: `write ${must}` };
}

function explainPattern({ error, place }: Faulty): Explanation {
  const words = wordsOf(error);
  const example = exampleOf(words);
  const message = `\`${shown(String(error.data))}\` is not ${words.title ?? `of the form ${words.pattern ?? ''}`}`;
  return {
    code: 'wrong-form',
    span: place.value.span,
    message,
    help: hashHelp(words.pattern, String(error.data)) ?? (example && `such as \`${example}\``),
  };
}

/** Of a hash that was copied with too little, or too much. */
function hashHelp(pattern: string | undefined, written: string): string | undefined {
  if (pattern === undefined || !pattern.includes('{64}') || written.includes('${')) return undefined;
  if (/^sha256[:=-][0-9a-f]{64}$/i.test(written)) return `leave out \`${written.slice(0, 7)}\``;
  if (!/^[0-9a-f]{32,}$/i.test(written)) return undefined;
  return `it has ${written.length} digits: copy it whole, and see that it is the SHA-256`;
}

function explainDependent({ error, place }: Faulty): Explanation {
  const { property, missingProperty } = error.params as { readonly property: string; readonly missingProperty: string };
  const message = `\`${property}\` means nothing without \`${missingProperty}\``;
  return { code: 'missing-property', span: keySpan(place, property), message, help: `add \`${missingProperty}\`` };
}

function explainRepeated({ error, place }: Faulty): Explanation {
  const { i, j } = error.params as { readonly i: number; readonly j: number };
  const items = place.value.kind === 'list' ? place.value.items : [];
  const [first, second] = [items[Math.min(i, j)], items[Math.max(i, j)]];
  return {
    code: 'value-not-allowed',
    span: second?.span ?? place.value.span,
    message: `${place.label} holds this twice`,
    help: 'remove one of the two',
    ...(first === undefined ? {} : { related: [{ message: 'the first is here', span: first.span }] }),
  };
}

function explainTooFew({ error, place }: Faulty): Explanation {
  const { limit } = error.params as { readonly limit: number };
  const message = limit === 1 ? `${place.label} must not be empty` : `${place.label} must hold ${limit} or more`;
  const help = FILLED[error.instancePath] ?? (exampleOf(wordsOf(error)) === undefined ? FILL_IT : undefined);
  return { code: 'too-few', span: headOf(place), message, help };
}

const FILL_IT = 'write something there, or take it out';

/** What to write in the parts that every manifest has. */
const FILLED: Readonly<Record<string, string>> = {
  '/steps': 'write at least one step, such as `greet: { uses: run, with: { argv: [echo, hello] } }`',
  '/platforms': 'name at least one platform, such as `linux-64: {}`',
};

function explainTooLong({ error, place }: Faulty): Explanation {
  const { limit } = error.params as { readonly limit: number };
  const message = `${place.label} must have at most ${limit} characters`;
  return { code: 'value-not-allowed', span: place.value.span, message, help: 'make it shorter' };
}

function explainBound({ error, place }: Faulty): Explanation {
  const { limit } = error.params as { readonly limit: number };
  const isLeast = error.keyword === 'minimum';
  const message = `${place.label} must be at ${isLeast ? 'least' : 'most'} ${limit}`;
  const help = `write ${limit} or ${isLeast ? 'more' : 'less'}`;
  return { code: 'value-not-allowed', span: place.value.span, message, help };
}

/** `because`: the property that it stands beside, and may not. */
function explainForbidden({ error, place }: Faulty): Explanation {
  const { because } = error.params as { readonly because?: string };
  if (because !== undefined && place.key !== undefined) {
    const message = `\`${because}\` and ${place.label} exclude each other`;
    return { code: 'properties-exclude', span: place.key.span, message, help: KEEP_ONE };
  }
  return {
    code: 'unknown-property',
    span: headOf(place),
    message: `${place.label} may not stand here`,
    help: 'take it out',
  };
}
