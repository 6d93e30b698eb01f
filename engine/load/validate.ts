import type { ErrorObject } from 'ajv';
import type { Diagnostic } from '../base/diagnostic.js';
import type { MapTree } from '../model/tree.js';
import { explainErrors } from './explain-errors.js';
import { plainValue } from '../model/plain-value.js';

/** Holds a value against the schema: every error, with the parts of schema and value that are meant. */
export type SchemaCheck = (value: unknown) => readonly ErrorObject[];

const MAX_ERRORS = 500;

/** What is wrong with a tree by the schema, one finding a fault, each in its place. */
export function validate(
  tree: MapTree,
  check: SchemaCheck,
  sources: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const errors = check(plainValue(tree));
  return errors.length === 0 ? [] : explainErrors(errors.slice(0, MAX_ERRORS), tree, { sources });
}
