import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Diagnostic } from '../base/diagnostic.js';
import type { MapTree } from '../model/tree.js';
import type { JsonObject } from '../model/value.js';
import { explainErrors } from './explain-errors.js';
import { plainValue } from '../model/plain-value.js';

const MAX_ERRORS = 500;

/** What is wrong with a tree by the schema, one finding a fault, each in its place. */
export async function validate(
  tree: MapTree,
  schema: JsonObject,
  sources: ReadonlyMap<string, string>,
): Promise<readonly Diagnostic[]> {
  const check = await compiled(schema);
  if (check(plainValue(tree))) return [];
  const errors: readonly ErrorObject[] = check.errors ?? [];
  return explainErrors(errors.slice(0, MAX_ERRORS), tree, { sources });
}

const validators = new WeakMap<JsonObject, ValidateFunction>();

/** Compiling takes a tenth of a second, so a schema is compiled once, and the library loaded when first needed. */
async function compiled(schema: JsonObject): Promise<ValidateFunction> {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, strictTypes: false, strictRequired: false });
  const validator = ajv.compile(schema);
  validators.set(schema, validator);
  return validator;
}
