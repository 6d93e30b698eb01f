import type { Explanation, Faulty } from './explanation.js';
import { headOf, keySpan } from './place.js';
import { andList, kindsInWords, orList } from './schema-words.js';

/** What to do about two properties of which only one may stand there. */
export const KEEP_ONE = 'keep one of the two';

interface Form {
  readonly required?: readonly string[];
  readonly type?: string | readonly string[];
}

/** None of several forms fits, or more than one where just one may. */
export function explainForms({ error, place }: Faulty): Explanation {
  const forms = error.schema as readonly Form[];
  const passing = (error.params as { readonly passingSchemas?: readonly number[] | null }).passingSchemas ?? [];
  const span = headOf(place);
  if (passing.length > 0) {
    const names = passing.flatMap(index => forms[index]?.required ?? []);
    return {
      code: 'properties-exclude',
      span: keySpan(place, names[1] ?? ''),
      message: `${andList(names)} exclude each other`,
      ...(names.length === 2 && { help: KEEP_ONE }),
    };
  }
  if (forms.every(form => form.required !== undefined)) {
    const names = forms.map(form => (form.required ?? []).map(name => `\`${name}\``).join(' with '));
    return {
      code: 'missing-property',
      span,
      message: `${place.label} must have ${orList(names)}`,
      help: 'add one of them',
    };
  }
  if (forms.every(form => form.type !== undefined)) {
    const kinds = [...new Set(forms.flatMap(form => form.type ?? []))];
    return { code: 'wrong-type', span: place.value.span, message: `${place.label} must be ${kindsInWords(kinds)}` };
  }
  return { code: 'value-not-allowed', span, message: `${place.label} has none of the forms that it may have` };
}

/** Something stands there that a `not` forbids: mostly two properties together. */
export function explainNot({ error, place }: Faulty): Explanation {
  const { required } = error.schema as Form;
  if (required === undefined || required.length < 2) return explainAny({ error, place, sources: new Map() });
  return {
    code: 'properties-exclude',
    span: keySpan(place, required[1] ?? ''),
    message: `${andList(required)} exclude each other`,
    ...(required.length === 2 && { help: KEEP_ONE }),
  };
}

/** The validator's own words, for rules that have none here. */
export function explainAny({ error, place }: Faulty): Explanation {
  const message = `${place.label} ${error.message ?? 'breaks a rule of the schema'}`;
  return { code: 'value-not-allowed', span: place.value.span, message };
}
