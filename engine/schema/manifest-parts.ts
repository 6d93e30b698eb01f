import type { JsonObject } from '../model/value.js';
import { justOneOf } from './just-one-of.js';
import { ID_KEYS, PLATFORM_KEYS, SHA256 } from './vocabulary.js';

const ADDRESS: JsonObject = { title: 'an address', type: 'string', pattern: '^https?://', maxLength: 2048 };
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** Definitions of what the properties at the top of a manifest hold. */
export const PARTS: JsonObject = {
  profile: {
    type: 'object',
    properties: {
      when: {
        $ref: '#/$defs/when',
        description: 'The hosts it is for; without it, all.',
        examples: [{ gpu: 'nvidia', 'cuda-driver': '>=12.1' }],
      },
      assumes: {
        $ref: '#/$defs/assumes',
        description: 'Facts that are taken as given once it is in force, whatever the host is.',
        examples: [{ gpu: 'none' }],
      },
      versions: { $ref: '#/$defs/versions', description: 'Versions that differ.', examples: [{ cuda: 'cpu' }] },
      vars: { $ref: '#/$defs/vars', description: 'Vars that differ.', examples: [{ index: 'cpu' }] },
    },
    additionalProperties: false,
  },
  platform: {
    type: 'object',
    properties: {
      versions: { $ref: '#/$defs/versions', description: 'Versions that differ there.', examples: [{ tool: '2.8.0' }] },
      vars: { $ref: '#/$defs/vars', description: 'Vars that differ there.', examples: [{ exe: '.exe' }] },
      notes: {
        $ref: '#/$defs/texts',
        description: 'What the platform cannot have, in words for the plan.',
        examples: [['there is no GPU build here']],
      },
    },
    additionalProperties: false,
  },
  'compatibility-row': {
    type: 'object',
    minProperties: 1,
    propertyNames: ID_KEYS,
    additionalProperties: {
      type: ['string', 'array'],
      minLength: 1,
      minItems: 1,
      items: { $ref: '#/$defs/version' },
    },
  },
  release: {
    type: 'object',
    properties: {
      index: { ...ADDRESS, description: 'An index of Python packages.', examples: ['https://<host>/simple'] },
      channel: { ...ADDRESS, description: 'A channel of conda packages.', examples: ['https://<host>/conda-forge'] },
      git: {
        ...ADDRESS,
        description: 'A repository, whose tags are the versions.',
        examples: ['https://<host>/tool.git'],
      },
      package: {
        $ref: '#/$defs/text',
        description: 'What it is called there, where that is not the name of the version.',
        examples: ['some-tool'],
      },
      tag: {
        type: 'string',
        pattern: '^[^*]*[*][^*]*$',
        maxLength: 128,
        description: 'How tags are written, with `*` for the version; `v*` and `*` where it is not said.',
        examples: ['release-*'],
      },
    },
    ...justOneOf(['index', 'channel', 'git']),
    additionalProperties: false,
  },
  option: {
    type: 'object',
    properties: {
      values: {
        description: 'What may be chosen.',
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', minLength: 1 },
        examples: [['auto', 'system', 'download']],
      },
      default: { $ref: '#/$defs/text', description: 'What is taken when nothing is chosen.', examples: ['auto'] },
      description: {
        $ref: '#/$defs/text',
        description: 'What the choice is about.',
        examples: ['Where compilers come from'],
      },
    },
    required: ['values', 'default', 'description'],
    additionalProperties: false,
  },
  artifact: {
    type: 'object',
    properties: {
      sources: {
        description: 'URLs, tried in this order. One hash covers all of them.',
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: {
          title: 'an address (https://...)',
          type: 'string',
          pattern: '^(https?://|[$][{])',
          examples: ['https://<host>/tool-${tool}.tar.bz2'],
        },
        examples: [['https://<host>/tool-${tool}.tar.bz2']],
      },
      sha256: {
        ...SHA256,
        description: 'The hash of the file: one for all platforms, or one for each. It may stand in the lock instead.',
        type: ['string', 'object'],
        propertyNames: PLATFORM_KEYS,
        additionalProperties: { $ref: '#/$defs/sha256' },
        examples: [HASH, { 'linux-64': HASH }],
      },
      size: { description: 'The size of the file in bytes.', type: 'integer', minimum: 1, examples: [4723456] },
      checksums: {
        title: 'an address (https://...)',
        description:
          'Where its publisher says its SHA-256, so that `lock` and `bump` need not download it: a list as sha256sum writes it, one hash alone, or the list of a conda channel (`.json`, `.json.zst`).',
        type: 'string',
        pattern: '^(https?://|[$][{])',
        maxLength: 2048,
        examples: ['https://<host>/tool-${tool}/SHA256SUMS', 'https://<channel>/${platform}/repodata.json.zst'],
      },
    },
    required: ['sources'],
    additionalProperties: false,
  },
  diagnosis: {
    type: 'object',
    properties: {
      match: {
        $ref: '#/$defs/text',
        description: 'A piece of what the tool prints, as it stands there.',
        examples: ['No space left'],
      },
      cause: { $ref: '#/$defs/text', description: 'What it means.', examples: ['the disk is full'] },
      remedy: { $ref: '#/$defs/text', description: 'What to do.', examples: ['make room and run it again'] },
      more: {
        $ref: '#/$defs/text',
        description: 'Where to read more.',
        examples: ['the page of the tool about full disks'],
      },
    },
    required: ['match', 'cause', 'remedy'],
    additionalProperties: false,
  },
  'rehearsal-package': {
    type: 'object',
    properties: {
      modules: {
        $ref: '#/$defs/texts',
        description: 'Modules that can be imported from it.',
        examples: [['some_module']],
      },
      commands: {
        description: 'Programs that it puts into an environment, by path.',
        type: 'object',
        additionalProperties: { $ref: '#/$defs/rehearsal-command' },
        examples: [{ 'bin/tool': { prints: 'tool 1.2.3' }, 'bin/cc': { forwards: 'cc' } }],
      },
      'builds-with': {
        description: 'What a build of it from source must find: variable, and a program below the folder it names.',
        type: 'object',
        additionalProperties: { type: 'string', minLength: 1 },
        examples: [{ TOOL_HOME: 'bin/tool' }],
      },
    },
    additionalProperties: false,
  },
  'rehearsal-command': {
    type: 'object',
    properties: {
      prints: { $ref: '#/$defs/text', description: 'What it prints, whatever it is asked.', examples: ['tool 1.2.3'] },
      forwards: {
        $ref: '#/$defs/text',
        description: 'The program of the host that it hands its arguments to.',
        examples: ['cc'],
      },
    },
    ...justOneOf(['prints', 'forwards']),
    additionalProperties: false,
  },
};
