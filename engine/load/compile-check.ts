import type { JsonObject } from '../model/value.js';
import type { SchemaCheck } from './validate.js';

/** How the schema is compiled: a bundle compiles it ahead, by the same. */
export const CHECK_OPTIONS = {
  allErrors: true,
  verbose: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  // for editors
  keywords: ['errorMessage'],
};

const checks = new WeakMap<JsonObject, SchemaCheck>();

/** Compiling takes a tenth of a second, so a schema is compiled once, and the library loaded when first needed. */
export async function compileCheck(schema: JsonObject): Promise<SchemaCheck> {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const valid = new Ajv2020(CHECK_OPTIONS).compile(schema);
  const check: SchemaCheck = value => (valid(value) ? [] : (valid.errors ?? []));
  checks.set(schema, check);
  return check;
}
