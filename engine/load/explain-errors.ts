import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../base/diagnostic.js';
import type { MapTree, Tree } from '../model/tree.js';
import { EXPLANATIONS } from './explanations.js';
import { explainAny } from './explain-choice.js';
import { writtenAt } from './explanation.js';
import { loadDiagnostic } from './load-diagnostic.js';
import { meantProperty } from './meant-property.js';
import { placeAt } from './place.js';
import { propertiesOf, usualHelp } from './schema-words.js';

/** The validator's errors as findings: noise left out, each fault once, in its place. */
export function explainErrors(
  errors: readonly ErrorObject[],
  tree: MapTree,
  { sources }: { readonly sources: ReadonlyMap<string, string> },
): readonly Diagnostic[] {
  const kept = missingTogether(withoutMisspelt(withoutTemplates(withoutNoise(chooseBranches(withReasons(errors))))));
  const seen = new Set<string>();
  return kept.flatMap(error => {
    const place = placeAt(tree, error.instancePath);
    if (error.keyword === 'minProperties' && isEmptied(place.value, sources)) return [];
    const explain = EXPLANATIONS[error.keyword] ?? explainAny;
    const { code, span, ...said } = explain({ error, place, sources });
    const same = `${span.file} ${span.start.offset} ${code}`;
    if (seen.has(same)) return [];
    seen.add(same);
    return [loadDiagnostic(code, span, { ...said, help: said.help ?? usualHelp(error) })];
  });
}

/** A map with words in it whose every key was refused: it is empty to the schema alone. */
function isEmptied(value: Tree, sources: ReadonlyMap<string, string>): boolean {
  return value.kind === 'map' && value.entries.length === 0 && /[^\s{}]/.test(writtenAt(value.span, sources));
}

/** What may not stand somewhere because another property does: `if` says which one that is. */
function withReasons(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  return errors.map(error => {
    if (error.keyword !== 'false schema') return error;
    const [, owner] = /^(.*)\/[^/]*$/.exec(error.instancePath) ?? [];
    const branch = errors.find(
      ({ keyword, instancePath, schemaPath }) =>
        keyword === 'if' && instancePath === owner && error.schemaPath.startsWith(schemaPath.replace(/if$/, 'then/')),
    );
    const { if: condition } = (branch?.parentSchema ?? {}) as {
      readonly if?: { readonly required?: readonly string[] };
    };
    return { ...error, params: { because: condition?.required?.[0] } };
  });
}

/**
 * What to say where a value fits none of several forms: when it is of the kind of just one of them, what is wrong with
 * it as that one; else one error for all. Errors of forms that are not said are left out.
 */
function chooseBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const dropped = new Set<ErrorObject>();
  for (const parent of errors) {
    if (parent.keyword !== 'anyOf' && parent.keyword !== 'oneOf') continue;
    const inside = errors.filter(error => error.schemaPath.startsWith(`${parent.schemaPath}/`) && isAt(error, parent));
    const forms: readonly unknown[] = Array.isArray(parent.schema) ? parent.schema : [];
    const branches = forms.map((_, index) =>
      inside.filter(error => error.schemaPath.startsWith(`${parent.schemaPath}/${index}/`)),
    );
    const fitting = branches.filter(branch => !branch.some(error => isMismatch(error, parent)));
    const [only] = fitting.length === 1 ? fitting : [];
    if (only !== undefined) dropped.add(parent);
    for (const error of inside) if (!only?.includes(error)) dropped.add(error);
  }
  return errors.filter(error => !dropped.has(error));
}

function isAt(error: ErrorObject, parent: ErrorObject): boolean {
  return error.instancePath === parent.instancePath || error.instancePath.startsWith(`${parent.instancePath}/`);
}

/** The value is of another kind than this form, or lacks what tells the form. */
function isMismatch(error: ErrorObject, parent: ErrorObject): boolean {
  return error.instancePath === parent.instancePath && ['type', 'required', 'const', 'enum'].includes(error.keyword);
}

/**
 * `if` says only that its `then` failed; `propertyNames` says it again for the name; of a value of the wrong kind
 * nothing else is worth saying.
 */
function withoutNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const mistyped = new Set(errors.filter(error => error.keyword === 'type').map(error => error.instancePath));
  return errors.filter(error => {
    if (error.keyword === 'if' || error.propertyName !== undefined) return false;
    return error.keyword === 'type' || !mistyped.has(error.instancePath);
  });
}

const IN_PARAMS = /^\/steps\/[^/]+\/((fallbacks|attempts)\/\d+\/)?with\//;
const ABOUT_THE_TEXT = ['pattern', 'enum', 'const', 'minLength', 'maxLength', 'format'];

/** The form of a parameter with a `${…}` in it is not known before it is put in place. */
function withoutTemplates(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  return errors.filter(error => {
    const template = typeof error.data === 'string' && error.data.includes('${');
    return !(template && ABOUT_THE_TEXT.includes(error.keyword) && IN_PARAMS.test(error.instancePath));
  });
}

/** A misspelt property is not also a missing one. */
function withoutMisspelt(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const meant = new Set<string>();
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue;
    const { additionalProperty } = error.params as { readonly additionalProperty: string };
    meant.add(`${error.instancePath} ${meantProperty(additionalProperty, propertiesOf(error.parentSchema))}`);
  }
  return errors.filter(error => !missedBy(error).some(name => meant.has(`${error.instancePath} ${name}`)));
}

/** The properties whose lack an error is about. */
function missedBy(error: ErrorObject): readonly string[] {
  const { missingProperty } = error.params as { readonly missingProperty?: string };
  if (missingProperty !== undefined) return [missingProperty];
  if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') return [];
  return (error.schema as readonly { readonly required?: readonly string[] }[]).flatMap(form => form.required ?? []);
}

/** What one map lacks is one finding: the first error gets the names of all. */
function missingTogether(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const first = new Map<string, ErrorObject>();
  return errors.flatMap(error => {
    if (error.keyword !== 'required') return [error];
    const { missingProperty } = error.params as { readonly missingProperty: string };
    const before = first.get(error.instancePath);
    if (before !== undefined) {
      const { missing } = before.params as { readonly missing: string[] };
      if (!missing.includes(missingProperty)) missing.push(missingProperty);
      return [];
    }
    const together = { ...error, params: { missing: [missingProperty] } };
    first.set(error.instancePath, together);
    return [together];
  });
}
