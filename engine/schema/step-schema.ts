import { FAILURE_CLASSES } from '../model/failure.js';
import type { JsonObject } from '../model/value.js';
import { attemptProperties } from './attempt-properties.js';
import { justOneOf } from './just-one-of.js';
import { VARIABLE_KEYS } from './vocabulary.js';

/** A step: a ladder of attempts, either `uses` and `with` with `fallbacks`, or all of them in one list. */
export function stepSchema(kinds: ReadonlyMap<string, string>): JsonObject {
  return {
    type: 'object',
    allOf: [{ $ref: '#/$defs/params' }, justOneOf(['uses', 'attempts'], USES_OR_ATTEMPTS)],
    properties: {
      title: {
        $ref: '#/$defs/text',
        description: 'What the step is called where people read it; without it, its id.',
        examples: ['some tool ${tool}'],
      },
      ...attemptProperties(kinds),
      'on-demand': {
        description: 'True: it runs only when an attempt that is taken needs it.',
        type: 'boolean',
        examples: [true],
      },
      optional: {
        description: 'True: its failure does not fail the run, and does not block what needs it.',
        type: 'boolean',
        examples: [true],
      },
      fallbacks: {
        description: 'Other ways to the same end, tried in this order.',
        type: 'array',
        items: { $ref: '#/$defs/fallback' },
        examples: [[{ name: 'build from source', after: ['absent'], uses: 'run', with: { argv: ['make'] } }]],
      },
      attempts: {
        description:
          'The whole ladder in one list, in place of `uses`, `with` and `fallbacks`: for one whose first attempt has a `when`, a `needs` or an `env` of its own.',
        type: 'array',
        minItems: 1,
        items: { $ref: '#/$defs/fallback' },
        examples: [[{ name: 'the program of Linux', when: { os: 'linux' }, uses: 'run', with: { argv: ['make'] } }]],
      },
      verify: {
        description: 'Checks after each attempt; one that does not hold fails the attempt.',
        type: 'array',
        items: { $ref: '#/$defs/check' },
        examples: [[{ python: 'import some_module' }]],
      },
      exports: {
        description: 'Variables that later steps get in their environment, and that are written to the hand-over file.',
        type: 'object',
        propertyNames: VARIABLE_KEYS,
        additionalProperties: { type: 'string' },
        examples: [{ TOOL_HOME: '${steps.tool.home}' }],
      },
    },
    dependentRequired: { name: ['uses'], with: ['uses'], fallbacks: ['uses'] },
    additionalProperties: false,
  };
}

const USES_OR_ATTEMPTS =
  '"attempts" is the whole ladder, in place of "uses", "with" and "fallbacks": take one of the two forms.';

/** A fallback: tried when the attempt before it has failed in one of the ways that `after` names. */
export function fallbackSchema(kinds: ReadonlyMap<string, string>): JsonObject {
  return {
    type: 'object',
    allOf: [{ $ref: '#/$defs/params' }],
    properties: {
      ...attemptProperties(kinds),
      after: {
        description:
          'Ways of failing after which it is tried: absent (no such file or package), refused (no access, wrong hash, policy), unreachable (no network), failed (a command or a check). Without it: absent, refused, failed.',
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', enum: FAILURE_CLASSES },
        examples: [['absent', 'failed']],
      },
    },
    required: ['uses'],
    additionalProperties: false,
  };
}

/** A check is one of three: a command, a piece of Python, or a file that must be there. */
export const CHECK: JsonObject = {
  type: 'object',
  properties: {
    run: {
      description: 'A program and its arguments, which must end with exit code 0.',
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      examples: [['${steps.tool.path}', '--version']],
    },
    prints: { $ref: '#/$defs/text', description: 'What its output must hold.', examples: ['${tool}'] },
    python: {
      $ref: '#/$defs/text',
      description: 'A piece of Python, which must end without an exception.',
      examples: ['import some_module'],
    },
    interpreter: {
      $ref: '#/$defs/text',
      description: 'The Python that runs it; without it, that of the nearest step it needs.',
      examples: ['${steps.env.python}'],
    },
    file: {
      $ref: '#/$defs/text',
      description: 'A file or folder that must be there.',
      examples: ['${paths.tools}/tool'],
    },
  },
  additionalProperties: false,
  ...justOneOf(['run', 'python', 'file']),
  dependentRequired: { prints: ['run'], interpreter: ['python'] },
};
