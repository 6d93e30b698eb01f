import type { JsonObject } from '../model/value.js';
import { DURATION } from './vocabulary.js';

/** What a step and a fallback have in common: one attempt. `kinds` are what `uses` may name, each with its summary. */
export function attemptProperties(kinds: ReadonlyMap<string, string>): JsonObject {
  const told = [...kinds].map(([kind, summary]) => `${kind} (${summary})`);
  return {
    name: {
      $ref: '#/$defs/text',
      description: 'What plan and log call this attempt; without it, its action.',
      examples: ['build from source'],
    },
    uses: {
      description: `The action that does the work${told.length === 0 ? '' : `: ${told.join('; ')}`}.`,
      type: 'string',
      ...(kinds.size > 0 ? { enum: [...kinds.keys()] } : {}),
      examples: [[...kinds.keys()][0] ?? 'run'],
    },
    with: {
      description: 'What the action is to do: its parameters.',
      type: 'object',
      examples: [{ argv: ['tool', '--version'] }],
    },
    needs: {
      $ref: '#/$defs/ids',
      description: 'Steps that must be done before. What is referred to as `${steps.<id>.<output>}` is needed too.',
      examples: [['env', 'compiler']],
    },
    when: {
      $ref: '#/$defs/when',
      description: 'Facts about the host that must all hold; a list means any of its values. Else it is passed over.',
      examples: [{ gpu: 'nvidia', os: ['linux', 'windows'] }],
    },
    env: {
      $ref: '#/$defs/env',
      description: 'Variables for the environment of its commands.',
      examples: [{ CC: '${steps.compiler.path}' }],
    },
    retry: RETRY,
    timeout: TIMEOUT,
    estimate: ESTIMATE,
  };
}

const RETRY: JsonObject = {
  description: 'How often it is tried again when it fails. A fallback without its own has that of the step.',
  type: 'object',
  properties: {
    times: {
      description: 'How many times after the first.',
      type: 'integer',
      minimum: 0,
      maximum: 10,
      examples: [2],
    },
    delay: {
      $ref: '#/$defs/duration',
      description: 'The pause before each new try; 2 s where it is not given.',
      examples: ['10 s'],
    },
  },
  required: ['times'],
  additionalProperties: false,
  examples: [{ times: 2, delay: '10 s' }],
};

const TIMEOUT: JsonObject = {
  description:
    'When it is ended: after a time in all, or after a silence. A fallback without its own has that of the step.',
  ...DURATION,
  type: ['string', 'object'],
  properties: {
    total: { $ref: '#/$defs/duration', description: 'For the whole attempt.', examples: ['40 min'] },
    silence: {
      $ref: '#/$defs/duration',
      description: 'Since the last line that its command printed.',
      examples: ['10 min'],
    },
  },
  additionalProperties: false,
  examples: ['40 min', { total: '40 min', silence: '10 min' }],
};

const ESTIMATE: JsonObject = {
  description: 'What it will take: shown in the plan, and what the longest chain is reckoned by.',
  type: 'object',
  properties: {
    time: { $ref: '#/$defs/duration', description: 'On a common host.', examples: ['25 min'] },
    disk: { $ref: '#/$defs/size', description: 'Room on the disk.', examples: ['4 GB'] },
  },
  additionalProperties: false,
  examples: [{ time: '25 min', disk: '4 GB' }],
};
