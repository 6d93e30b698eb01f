const spec = {
  type: 'string',
  minLength: 1,
  pattern: '^[^-]',
  title: 'a package: it begins with `-`',
  description: 'A package with its version, an address, or a path.',
  examples: ['example==1.2'],
} as const;

const address = {
  type: 'string',
  minLength: 1,
  pattern: '^[^-]',
  title: 'an address',
  description: 'An address.',
  examples: ['https://mirror/simple'],
} as const;

/** JSON Schema of the params of `pip`. */
export const PIP_PARAMS = {
  type: 'object',
  description: 'The packages, where they come from, and the environment that they go into.',
  properties: {
    python: {
      type: 'string',
      minLength: 1,
      description: 'Path of the Python of the environment; when left out, the one of the nearest step that makes one.',
      examples: ['${steps.env.python}'],
    },
    packages: {
      type: 'array',
      minItems: 1,
      items: spec,
      description: 'Packages, as pip writes them.',
      examples: [['example==${example}', 'other>=1.2,<2']],
    },
    requirements: {
      type: 'string',
      minLength: 1,
      pattern: '^[^-]',
      title: 'a file',
      description: 'A requirements file; relative to the install root.',
      examples: ['requirements.txt'],
    },
    'index-url': { ...address, description: 'The index to take packages from, in place of the default one.' },
    'extra-index-urls': {
      type: 'array',
      items: address,
      description: 'Further indexes: of all of them the best version is taken.',
      examples: [['https://mirror/simple']],
    },
    'find-links': {
      type: 'array',
      items: address,
      description: 'Pages or folders that list packages; folders are relative to the install root.',
      examples: [['https://mirror/wheels.html']],
    },
    constraints: {
      type: 'array',
      items: spec,
      description: 'Versions that nothing may replace: packages with versions, or files that end in `.txt`.',
      examples: [['example==${example}']],
    },
    'no-deps': {
      type: 'boolean',
      description: 'Whether to leave out what the packages depend on.',
      examples: [true],
    },
    'build-isolation': {
      type: 'boolean',
      description: 'Whether a build from source gets build tools of its own; with `false` it uses those installed.',
      examples: [false],
    },
    upgrade: {
      type: 'boolean',
      description: 'Whether to take the newest fitting versions though others are installed.',
      examples: [true],
    },
    'require-hashes': {
      type: 'boolean',
      description: 'Whether every package must have a hash: `name==1.2 --hash=sha256:<hex>`.',
      examples: [true],
    },
    pre: { type: 'boolean', description: 'Whether pre-releases will do as well.', examples: [true] },
  },
  anyOf: [{ required: ['packages'] }, { required: ['requirements'] }],
  additionalProperties: false,
} as const;
