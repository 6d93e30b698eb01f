import type { Action } from '../model/action.js';
import type { JsonObject } from '../model/value.js';
import { ASSUMES, WHEN } from './facts-schema.js';
import { MANIFEST_PROPERTIES } from './manifest-properties.js';
import { PARTS } from './manifest-parts.js';
import { CHECK, fallbackSchema, stepSchema } from './step-schema.js';
import { VOCABULARY } from './vocabulary.js';

/** The JSON Schema of a manifest: the skeleton, and of each action the schema of its `with`. */
export function composeSchema(kinds: readonly Action[]): JsonObject {
  const summaries = new Map(kinds.map(({ kind, summary }) => [kind, summary]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'a manifest',
    description:
      'What to install, on which platforms, from where, in what order, and what to do when a source is missing.',
    type: 'object',
    properties: MANIFEST_PROPERTIES,
    required: ['manifest', 'name', 'title', 'platforms', 'steps'],
    additionalProperties: false,
    $defs: {
      ...VOCABULARY,
      ...PARTS,
      when: WHEN,
      assumes: ASSUMES,
      check: CHECK,
      step: stepSchema(summaries),
      fallback: fallbackSchema(summaries),
      params: kinds.length === 0 ? {} : { allOf: kinds.map(paramsOfKind) },
      ...Object.fromEntries(kinds.map(action => [definitionOf(action), paramsDefinition(action)])),
    },
  };
}

/** `uses` decides what `with` must be; an action that must be told something needs a `with`. */
function paramsOfKind(action: Action): JsonObject {
  const required = Array.isArray(action.params.required) && action.params.required.length > 0;
  return {
    if: { properties: { uses: { const: action.kind } }, required: ['uses'] },
    then: {
      properties: { with: { $ref: `#/$defs/${definitionOf(action)}` } },
      ...(required ? { required: ['with'] } : {}),
    },
  };
}

function definitionOf(action: Action): string {
  return `with-${action.kind}`;
}

function paramsDefinition({ params, summary, examples }: Action): JsonObject {
  return { description: summary, examples: examples.accepts, ...params };
}
