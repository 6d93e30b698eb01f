import { ok } from '../../../engine/base/result.js';
import { defineAction } from '../../../engine/model/action.js';
import { fromRoot, insideRoot } from '../../../engine/actions/inside-root.js';

/** Makes a folder. */
export const folder = defineAction({
  kind: 'folder',
  summary: 'make a folder below the install root',
  params: {
    type: 'object',
    description: 'The folder.',
    properties: {
      path: {
        type: 'string',
        minLength: 1,
        description: 'Path of the folder; relative to the install root, never outside it.',
        examples: ['models'],
      },
    },
    required: ['path'],
    additionalProperties: false,
  },
  examples: {
    accepts: [{ path: 'models' }],
    rejects: [{ params: {}, because: 'it does not say which' }],
  },
  outputs: { path: 'the folder' },
  describe: ({ path }) => `make the folder ${path}`,
  locks: ({ path }) => [path],

  async isDone({ path }, _made, context) {
    const stat = await context.files.stat(fromRoot(path, context));
    return stat?.kind === 'folder';
  },

  async run({ path }, context) {
    const target = await insideRoot(path, context);
    if (!target.ok) return target;
    const made = await context.files.makeFolder(target.value);
    if (!made.ok) return made;
    return ok({ outputs: { path: target.value }, files: [target.value] });
  },
});
