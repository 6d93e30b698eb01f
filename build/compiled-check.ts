import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { CHECK_OPTIONS } from '../engine/load/compile-check.js';
import type { JsonObject } from '../engine/model/value.js';

/** The schema as the code of a CommonJS module whose export says whether a value is valid. */
export function compiledCheck(schema: JsonObject): string {
  const ajv = new Ajv2020({ ...CHECK_OPTIONS, code: { source: true } });
  return standalone.default(ajv, ajv.compile(schema));
}
