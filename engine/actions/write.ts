import { ok } from '../base/result.js';
import { defineAction } from '../model/action.js';
import { fromRoot, insideRoot } from './inside-root.js';

/** Writes a small text file. */
export const write = defineAction({
  kind: 'write',
  summary: 'write a small text file below the install root',
  params: {
    type: 'object',
    description: 'The file and its text.',
    properties: {
      path: {
        type: 'string',
        minLength: 1,
        description: 'Path of the file; relative to the install root, never outside it.',
        examples: ['_env/settings.ini'],
      },
      text: {
        type: 'string',
        maxLength: 65536,
        description: 'The whole text, as it shall stand in the file.',
        examples: ['home = ${steps.env.home}\n'],
      },
      executable: {
        type: 'boolean',
        description: 'Whether the file is a program; of no meaning on Windows.',
        examples: [true],
      },
    },
    required: ['path', 'text'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { path: 'settings.ini', text: 'home = ${steps.env.home}\n' },
      { path: '${paths.tools}/start', text: '#!/bin/sh\n', executable: true },
    ],
    rejects: [
      { params: { path: 'settings.ini' }, because: 'it does not say what to write' },
      { params: { path: 'settings.ini', text: 1 }, because: 'a text is quoted' },
    ],
  },
  outputs: { path: 'the file' },
  describe: ({ path }) => `write ${path}`,
  locks: ({ path }) => [path],

  async isDone({ path, text }, _made, context) {
    const stands = await context.files.readText(fromRoot(path, context));
    return stands.ok && stands.value === text;
  },

  async run({ path, text, executable = false }, context) {
    const target = await insideRoot(path, context);
    if (!target.ok) return target;
    const written = await context.files.writeText(target.value, text, { executable });
    if (!written.ok) return written;
    return ok({ outputs: { path: target.value }, files: [target.value] });
  },
});
