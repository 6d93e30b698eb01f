import { defineAction, type Action } from '../../engine/model/action.js';

/** Three kinds that do nothing, for tests of the plan: one brings an artifact, one makes a Python, one needs one. */

const run = async () => ({ ok: true as const, value: { outputs: {}, files: [] } });
const examples = { accepts: [], rejects: [] };

const take = defineAction({
  kind: 'take',
  summary: 'take an artifact',
  params: {
    type: 'object',
    properties: {
      artifact: { type: 'string' },
      to: { type: 'string' },
      pick: { type: 'object', additionalProperties: { type: 'string' } },
    },
    required: ['artifact', 'to'],
    additionalProperties: false,
  },
  examples,
  outputs: { path: 'the file', folder: 'the folder' },
  describe: ({ artifact, to }) => `take ${artifact} into ${to}`,
  artifacts: ({ artifact }) => [artifact],
  locks: ({ to }) => [to],
  run,
});

const make = defineAction({
  kind: 'make',
  summary: 'make an environment',
  params: {
    type: 'object',
    properties: { prefix: { type: 'string' }, with: { type: 'string' } },
    required: ['prefix'],
    additionalProperties: false,
  },
  examples,
  outputs: { python: 'its Python', path: 'its program' },
  describe: ({ prefix }) => `make ${prefix}`,
  locks: ({ prefix }) => [prefix],
  unverified: () => 'packages by name',
  run,
});

const add = defineAction({
  kind: 'add',
  summary: 'add packages',
  params: {
    type: 'object',
    properties: { packages: { type: 'array', items: { type: 'string' } }, python: { type: 'string' } },
    required: ['packages'],
    additionalProperties: false,
  },
  examples,
  interpreter: true,
  describe: ({ packages }) => `add ${packages.join(', ')}`,
  locks: ({ python }) => (python === undefined ? [] : [python]),
  run,
});

export const PLAN_KINDS: readonly Action[] = [take, make, add];
