import { PLATFORMS } from '../model/platform.js';
import type { JsonObject } from '../model/value.js';
import { RANGE_PATTERN } from '../model/version-range.js';

// The words that many properties share. `title` is how a message calls what is meant: "`x` is not a time".
// Patterns have one way to match any text, so a long text costs no more than its length.

/** What a key must look like where its author chooses it. */
export const ID_KEYS: JsonObject = {
  title: 'an id (lower-case letters, digits and hyphens, a letter first)',
  pattern: '^[a-z][a-z0-9-]*$',
  maxLength: 64,
  examples: ['some-tool'],
};

/** As an id; a profile is often called after a version, so dots may stand in it. */
export const PROFILE_KEYS: JsonObject = {
  title: 'a name of a profile (lower-case letters, digits, hyphens and dots, a letter first)',
  pattern: '^[a-z][a-z0-9.-]*$',
  maxLength: 64,
  examples: ['cuda-12.1'],
};

/** What an environment variable may be called on every platform. */
export const VARIABLE_KEYS: JsonObject = {
  title: 'a name of a variable (letters, digits and underscores, no digit first)',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  maxLength: 128,
  examples: ['CUDA_HOME'],
};

/** What a package may be called in an index. */
export const PACKAGE_KEYS: JsonObject = {
  title: 'a name of a package (letters, digits, hyphens, underscores and dots)',
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  maxLength: 128,
  examples: ['some-package'],
};

/** As it stands in an address. */
export const HOST_KEYS: JsonObject = {
  title: 'a name of a host (lower-case letters, digits, hyphens and dots)',
  pattern: '^[a-z0-9][a-z0-9.-]*$',
  maxLength: 253,
  examples: ['files.example.org'],
};

export const PLATFORM_KEYS: JsonObject = {
  title: 'a platform',
  enum: PLATFORMS,
  examples: ['linux-64'],
};

export const DURATION: JsonObject = {
  title: 'a time',
  pattern: '^[0-9]+(\\.[0-9]+)? ?(ms|s|min|h)$',
  maxLength: 32,
  examples: ['25 min'],
};

export const SHA256: JsonObject = {
  title: 'a SHA-256 (64 hexadecimal digits)',
  description: 'Take it from the publisher, or leave it out: sam3d-install lock notes it in the lock file.',
  pattern: '^[0-9a-fA-F]{64}$',
};

/** Definitions under `$defs`. */
export const VOCABULARY: JsonObject = {
  text: { type: 'string', minLength: 1 },
  texts: { type: 'array', items: { type: 'string', minLength: 1 } },
  ids: {
    type: 'array',
    items: { ...ID_KEYS, type: 'string' },
    uniqueItems: true,
  },
  version: { type: 'string', minLength: 1, maxLength: 128 },
  versions: {
    type: 'object',
    propertyNames: ID_KEYS,
    additionalProperties: { $ref: '#/$defs/version' },
  },
  vars: {
    type: 'object',
    propertyNames: ID_KEYS,
    additionalProperties: { type: 'string' },
  },
  env: {
    type: 'object',
    propertyNames: VARIABLE_KEYS,
    additionalProperties: { type: 'string' },
  },
  range: {
    title: 'a version range',
    type: 'string',
    pattern: `^${RANGE_PATTERN}$`,
    maxLength: 128,
    examples: ['>=12.1 <13'],
  },
  'range-or-ranges': {
    title: 'a version range',
    type: ['string', 'array'],
    pattern: `^${RANGE_PATTERN}$`,
    maxLength: 128,
    minItems: 1,
    items: { $ref: '#/$defs/range' },
    examples: ['>=12.1 <13'],
  },
  duration: { type: 'string', ...DURATION },
  size: {
    title: 'a size',
    type: 'string',
    pattern: '^[0-9]+(\\.[0-9]+)? ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$',
    maxLength: 32,
    examples: ['15 GB'],
  },
  sha256: { type: 'string', ...SHA256 },
};
