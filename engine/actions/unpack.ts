import { err, ok, type Result } from '../base/result.js';
import { defineAction, type LookContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { below, insideRoot } from './inside-root.js';
import { listed } from './listed.js';
import { removeStale } from './remove-stale.js';

/** Unpacks an archive, or some of its members. */
export const unpack = defineAction({
  kind: 'unpack',
  summary: 'unpack a downloaded archive, or a part of it, below the install root',
  params: {
    type: 'object',
    description: 'The archive, what to take of it, and where to.',
    properties: {
      artifact: {
        type: 'string',
        minLength: 1,
        description: 'Id of the artifact: an entry of `artifacts`.',
        examples: ['compiler'],
      },
      to: {
        type: 'string',
        minLength: 1,
        description: 'Folder to unpack into; relative to the install root, never outside it. What else is there stays.',
        examples: ['${paths.tools}'],
      },
      pick: {
        type: 'object',
        minProperties: 1,
        additionalProperties: { type: 'string', minLength: 1, description: 'Path of the file below `to`.' },
        description: 'Single members to take: name in the archive, then the path below `to`. Each must be there.',
        examples: [{ 'bin/tool': 'tool' }],
      },
      select: {
        type: 'string',
        minLength: 1,
        description: 'Pattern of the members to take. The folders before its first wildcard are cut off.',
        examples: ['lib/python${python}/site-packages/**'],
      },
      strip: {
        type: 'integer',
        minimum: 0,
        maximum: 64,
        description: 'Leading folders to cut off every member; members with fewer are left out.',
        examples: [1],
      },
      format: {
        type: 'string',
        enum: ['tar.bz2', 'tar.gz', 'tar.xz', 'tar.zst', 'tar', 'zip', 'conda', 'whl'],
        description: 'Format of the archive, for addresses that do not end in it.',
        examples: ['tar.bz2'],
      },
    },
    required: ['artifact', 'to'],
    if: { required: ['pick'] },
    then: {
      properties: { select: false },
      errorMessage: '"pick" and "select" exclude each other: take one of the two.',
    },
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { artifact: 'tool', pick: { 'bin/tool': 'tool' }, to: '${paths.tools}' },
      { artifact: 'library', select: 'lib/python${python}/site-packages/**', to: '${steps.env.site-packages}' },
      { artifact: 'source', to: 'src', strip: 1, format: 'tar.gz' },
    ],
    rejects: [
      { params: { artifact: 'tool' }, because: 'it does not say where to' },
      { params: { artifact: 'tool', to: 'a', pick: { a: 'b' }, select: '**' }, because: 'one of pick and select' },
      { params: { artifact: 'tool', to: 'a', strip: -1 }, because: 'folders are counted from 0' },
    ],
  },
  outputs: {
    path: 'the file, when exactly one is picked; else the folder',
    folder: 'the folder that it was unpacked into',
  },
  describe: ({ artifact, to, pick, select }) => {
    const part = pick !== undefined ? `${listed(Object.keys(pick))} of ` : select !== undefined ? `${select} of ` : '';
    return `unpack ${part}${artifact} into ${to}`;
  },
  artifacts: ({ artifact }) => [artifact],
  locks: ({ to }) => [to],

  async isDone(_params, made, context) {
    return String(await bytesOf(made.files, context)) === made.notes?.bytes;
  },

  async run({ artifact, to, pick, select, strip, format }, context) {
    const folder = await insideRoot(to, context, { orRoot: true });
    if (!folder.ok) return folder;
    const picked = pickedFiles(pick ?? {}, folder.value, context);
    if (!picked.ok) return picked;
    const fetched = await context.fetch(artifact);
    if (!fetched.ok) return fetched;
    const unpacked = await context.archives.unpack(
      {
        archive: fetched.value.path,
        name: format === undefined ? nameIn(fetched.value.source) : `${artifact}.${format}`,
        into: folder.value,
        ...(pick && { pick }),
        ...(select !== undefined && { select }),
        ...(strip !== undefined && { strip }),
      },
      context,
    );
    if (!unpacked.ok) return err(from(fetched.value.source, unpacked.error));
    const { files, notes = [] } = unpacked.value;
    for (const note of notes) context.output(`${artifact}: ${note}`);
    const cleared = await removeStale(files, context);
    if (!cleared.ok) return cleared;
    const [only, ...others] = picked.value;
    return ok({
      outputs: { path: only !== undefined && others.length === 0 ? only : folder.value, folder: folder.value },
      files,
      notes: { bytes: String(await bytesOf(files, context)), sha256: fetched.value.sha256 },
    });
  },
});

function pickedFiles(
  pick: Readonly<Record<string, unknown>>,
  folder: string,
  context: LookContext,
): Result<readonly string[], Failure> {
  const files: string[] = [];
  for (const target of Object.values(pick)) {
    const file = below(folder, String(target), context);
    if (file === undefined) {
      return err({ kind: 'policy', rule: 'inside the folder', detail: `${String(target)} is not below ${folder}` });
    }
    files.push(file);
  }
  return ok(files);
}

function from(url: string, failure: Failure): Failure {
  return failure.kind === 'archive' ? { ...failure, url } : failure;
}

/** All sizes in one sum: a file that is gone or cut short changes it, and the journal keeps one number. */
async function bytesOf(files: readonly string[], context: LookContext): Promise<number | undefined> {
  const stats = await Promise.all(files.map(file => context.files.stat(file)));
  let bytes = 0;
  for (const stat of stats) {
    if (stat === undefined) return undefined;
    if (stat.kind !== 'folder') bytes += stat.size;
  }
  return bytes;
}

/** The file name in an address. */
function nameIn(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? url;
  return path.split('/').at(-1) ?? path;
}
