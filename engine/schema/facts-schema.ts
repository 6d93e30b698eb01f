import { CONTAINERS, WSLS, type FactName } from '../model/facts.js';
import { PLATFORMS } from '../model/platform.js';
import type { JsonObject } from '../model/value.js';

interface FactDefinition {
  readonly description: string;
  readonly example: string;
  /** The values it can have; none for versions and names. */
  readonly choices?: readonly string[];
  readonly range?: boolean;
}

const FACTS: Readonly<Record<FactName, FactDefinition>> = {
  platform: { description: 'The platform, as conda names it.', example: 'linux-64', choices: PLATFORMS },
  os: { description: 'The operating system.', example: 'linux', choices: ['linux', 'macos', 'windows'] },
  arch: { description: 'The processor.', example: 'x86_64', choices: ['x86_64', 'arm64'] },
  libc: { description: 'The C library of a Linux host.', example: 'glibc', choices: ['glibc', 'musl'] },
  glibc: { description: 'The version of glibc; musl has none.', example: '>=2.28', range: true },
  container: {
    description: 'The kind of container that the host is; `other` is one that is not told apart.',
    example: 'docker',
    choices: CONTAINERS,
  },
  wsl: {
    description: 'Whether a Linux host runs inside Windows, by the Windows Subsystem for Linux.',
    example: 'wsl2',
    choices: WSLS,
  },
  gpu: { description: 'Whose GPU the host has.', example: 'nvidia', choices: ['nvidia', 'none'] },
  'compute-capability': { description: 'The compute capability of the GPU.', example: '<=9.0', range: true },
  'cuda-driver': { description: 'The CUDA version that the driver supports.', example: '>=12.1', range: true },
  profile: { description: 'The profile in force.', example: 'cpu' },
};

/** Facts that follow from where the engine runs or from the choice of the profile itself: no profile can assume them. */
const NOT_ASSUMED: readonly string[] = ['platform', 'os', 'arch', 'glibc', 'container', 'wsl', 'profile'];

/** `when`: facts that must all hold, each one value or several of which any will do. */
export const WHEN: JsonObject = {
  type: 'object',
  properties: Object.fromEntries(Object.entries(FACTS).map(([name, fact]) => [name, wantedFact(fact)])),
  patternProperties: {
    '^option\\.[a-z][a-z0-9-]*$': wantedFact({ description: 'What the user chose.', example: 'system' }),
  },
  additionalProperties: false,
};

/** `assumes`: facts that are given, so each has one value and no range. */
export const ASSUMES: JsonObject = {
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(FACTS)
      .filter(([name]) => !NOT_ASSUMED.includes(name))
      .map(([name, fact]) => [name, assumedFact(fact)]),
  ),
  additionalProperties: false,
};

function wantedFact({ description, example, choices, range }: FactDefinition): JsonObject {
  if (range === true)
    return { $ref: '#/$defs/range-or-ranges', description: `${description} A range.`, examples: [example] };
  return {
    description,
    type: ['string', 'array'],
    minLength: 1,
    minItems: 1,
    items: { type: 'string', minLength: 1, ...(choices === undefined ? {} : { enum: choices }) },
    // An `enum` beside `type` would judge the list too.
    ...(choices === undefined ? {} : { if: { type: 'string' }, then: { enum: choices } }),
    examples: [example],
  };
}

function assumedFact({ description, example, choices, range }: FactDefinition): JsonObject {
  const examples = [range === true ? '12.1' : example];
  return { description, type: 'string', minLength: 1, ...(choices === undefined ? {} : { enum: choices }), examples };
}
