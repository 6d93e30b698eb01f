import { PLATFORMS } from '../model/platform.js';
import type { JsonObject } from '../model/value.js';
import { HOST_KEYS, ID_KEYS, PACKAGE_KEYS, PROFILE_KEYS } from './vocabulary.js';

/** What stands at the top of a manifest. */
export const MANIFEST_PROPERTIES: JsonObject = {
  manifest: { description: 'The version of this language.', const: 1, examples: [1] },
  name: { ...ID_KEYS, description: 'A short name, for folders and logs.', type: 'string', examples: ['my-node'] },
  title: { $ref: '#/$defs/text', description: 'What people call it.', examples: ['My node'] },
  description: {
    $ref: '#/$defs/text',
    description: 'What it installs, in a sentence or two.',
    examples: ['An environment for my node'],
  },
  extends: {
    $ref: '#/$defs/text',
    description:
      'A manifest that this one goes on from: a file beside it, or a built-in one. Maps merge by key, lists and scalars replace, null removes.',
    examples: ['base/python-env', 'common.yaml'],
  },
  versions: {
    $ref: '#/$defs/versions',
    description: 'The one place where versions stand. They are texts: quote them.',
    // No text that would be a number without its quotes: editors offer it without them.
    examples: [{ tool: '2.9.0' }],
  },
  vars: {
    $ref: '#/$defs/vars',
    description: 'Names that are derived from versions and other vars, once.',
    examples: [{ 'py-tag': 'py${python|digits}' }],
  },
  profiles: {
    description: 'Sets of versions for a kind of host. The first whose `when` holds is taken.',
    type: 'object',
    propertyNames: PROFILE_KEYS,
    additionalProperties: { $ref: '#/$defs/profile' },
    examples: [{ gpu: { when: { gpu: 'nvidia' } }, cpu: { versions: { cuda: 'cpu' } } }],
  },
  compatibility: {
    description: 'Versions that are known to work together; those in force must match one of the rows.',
    type: 'array',
    items: { $ref: '#/$defs/compatibility-row' },
    examples: [[{ tool: '2.9.0', python: ['3.10', '3.11'] }]],
  },
  releases: {
    description:
      'Where newer versions of what stands in `versions` are told of: for `outdated`, and for bots that bump.',
    type: 'object',
    propertyNames: ID_KEYS,
    additionalProperties: { $ref: '#/$defs/release' },
    examples: [{ tool: { index: 'https://<host>/simple', package: 'some-tool' } }],
  },
  options: {
    description: 'Choices that a user may make with --option.',
    type: 'object',
    propertyNames: ID_KEYS,
    additionalProperties: { $ref: '#/$defs/option' },
    examples: [
      { compilers: { values: ['auto', 'system'], default: 'auto', description: 'Where compilers come from' } },
    ],
  },
  paths: {
    description: 'Folders, relative to the install root and never outside it.',
    type: 'object',
    propertyNames: ID_KEYS,
    additionalProperties: { $ref: '#/$defs/text' },
    examples: [{ env: '_env', tools: '_tools' }],
  },
  platforms: {
    description: 'The platforms it can be installed on; any other is refused.',
    type: 'object',
    minProperties: 1,
    properties: Object.fromEntries(
      PLATFORMS.map(name => [name, { $ref: '#/$defs/platform', description: `How it is on ${name}.`, examples: [{}] }]),
    ),
    additionalProperties: false,
    examples: [{ 'linux-64': {}, 'win-64': {} }],
  },
  preflight: {
    description: 'What the host must have before anything is done.',
    type: 'object',
    properties: {
      disk: { $ref: '#/$defs/size', description: 'Room on the disk of the install root.', examples: ['15 GB'] },
      glibc: { $ref: '#/$defs/range', description: 'The C library of a Linux host.', examples: ['>=2.28'] },
    },
    additionalProperties: false,
    examples: [{ disk: '15 GB', glibc: '>=2.28' }],
  },
  artifacts: {
    description: 'Files to be downloaded.',
    type: 'object',
    propertyNames: ID_KEYS,
    additionalProperties: { $ref: '#/$defs/artifact' },
    examples: [{ tool: { sources: ['https://<host>/tool-${tool}.tar.bz2'] } }],
  },
  'user-agents': {
    description:
      'What downloads call themselves at a host that turns away what it does not know; elsewhere it is sam3d-install.',
    type: 'object',
    propertyNames: HOST_KEYS,
    additionalProperties: {
      title: 'a user agent (printable ASCII without "$")',
      type: 'string',
      pattern: '^[ -#%-~]+$',
      maxLength: 256,
    },
    examples: [{ 'files.example.org': 'my-node/1.0 (mail to me)' }],
  },
  steps: {
    description: 'What is done, each step as soon as the steps it needs are done.',
    type: 'object',
    minProperties: 1,
    propertyNames: ID_KEYS,
    additionalProperties: { $ref: '#/$defs/step' },
    examples: [{ tool: { uses: 'unpack', with: { artifact: 'tool', to: '${paths.tools}' } } }],
  },
  diagnose: {
    description: 'What known failures of tools mean, for every step.',
    type: 'array',
    items: { $ref: '#/$defs/diagnosis' },
    examples: [[{ match: 'No space left', cause: 'the disk is full', remedy: 'make room and run it again' }]],
  },
  rehearsal: {
    description: 'How `rehearse` makes its stand-ins, where the name of a package does not say it.',
    type: 'object',
    properties: {
      packages: {
        description: 'Packages by name.',
        type: 'object',
        propertyNames: PACKAGE_KEYS,
        additionalProperties: { $ref: '#/$defs/rehearsal-package' },
        examples: [{ 'some-package': { modules: ['some_module'] } }],
      },
    },
    additionalProperties: false,
    examples: [{ packages: { 'some-package': { modules: ['some_module'] } } }],
  },
};
