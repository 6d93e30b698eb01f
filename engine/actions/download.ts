import { ok } from '../base/result.js';
import { defineAction } from '../model/action.js';
import { insideRoot } from './inside-root.js';

/** Puts one downloaded file in its place. */
export const download = defineAction({
  kind: 'download',
  summary: 'download one file to a place below the install root',
  params: {
    type: 'object',
    description: 'What to download, and where to.',
    properties: {
      artifact: {
        type: 'string',
        minLength: 1,
        description: 'Id of the artifact: an entry of `artifacts`.',
        examples: ['model'],
      },
      to: {
        type: 'string',
        minLength: 1,
        description: 'Path of the file, its name included; relative to the install root, never outside it.',
        examples: ['models/model.bin'],
      },
      executable: {
        type: 'boolean',
        description: 'Whether the file is a program; of no meaning on Windows.',
        examples: [true],
      },
    },
    required: ['artifact', 'to'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { artifact: 'model', to: 'models/model.bin' },
      { artifact: 'tool', to: '${paths.tools}/tool', executable: true },
    ],
    rejects: [
      { params: { artifact: 'model' }, because: 'it does not say where to' },
      { params: { artifact: 'model', to: '' }, because: 'an empty path names no file' },
      { params: { artifact: 'model', to: 'a', sha256: 'f00' }, because: 'a hash belongs to the artifact' },
    ],
  },
  outputs: { path: 'the file' },
  describe: ({ artifact, to }) => `download ${artifact} to ${to}`,
  artifacts: ({ artifact }) => [artifact],
  locks: ({ to }) => [to],

  async isDone(_params, made, context) {
    const stat = await context.files.stat(made.outputs.path ?? '');
    return stat?.kind === 'file' && String(stat.size) === made.notes?.bytes;
  },

  async run({ artifact, to, executable = false }, context) {
    const path = await insideRoot(to, context);
    if (!path.ok) return path;
    const fetched = await context.fetch(artifact);
    if (!fetched.ok) return fetched;
    const copied = await context.files.copy(fetched.value.path, path.value, { executable });
    if (!copied.ok) return copied;
    return ok({
      outputs: { path: path.value },
      files: [path.value],
      notes: { bytes: String(fetched.value.bytes), sha256: fetched.value.sha256 },
    });
  },
});
