import { err, ok, type Result } from '../base/result.js';
import { defineAction, type ActionContext, type LookContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { osOf } from '../model/platform.js';
import { ENVIRONMENT_OUTPUTS, environmentOutputs, pythonIn, venvSettings } from './python-environment.js';
import { findHostPython } from './host-python.js';
import { fromRoot, insideRoot } from './inside-root.js';
import { buildFolder, folderState, foreignFolder } from './owned-folder.js';

/** Makes an environment of a Python that the host has. */
export const venv = defineAction({
  kind: 'venv',
  summary: 'make an environment of a Python that is already on this host',
  params: {
    type: 'object',
    description: 'The environment, and the Python to make it of.',
    properties: {
      prefix: {
        type: 'string',
        minLength: 1,
        description: 'Folder of the environment; relative to the install root, never outside it.',
        examples: ['${paths.env}'],
      },
      python: {
        type: 'string',
        pattern: '^(\\d+(\\.\\d+){0,2}$|.*\\$\\{)',
        title: 'a version of Python',
        description: 'Version of Python: "3.11" means any 3.11.',
        examples: ['${python}'],
      },
      search: {
        type: 'array',
        items: { type: 'string', minLength: 1, description: 'An absolute path.', examples: ['/opt/python/bin'] },
        description: 'Folders to look for Python in before PATH, in this order.',
        examples: [['/opt/python/bin']],
      },
    },
    required: ['prefix', 'python'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { prefix: '${paths.env}', python: '${python}' },
      { prefix: '_env', python: '3.11', search: ['/opt/python/bin'] },
    ],
    rejects: [
      { params: { prefix: '_env' }, because: 'packages are built for one version of Python' },
      { params: { prefix: '_env', python: '>=3.9' }, because: 'one version, no range' },
      { params: { prefix: '_env', python: '3.11', clear: true }, because: 'what stands is never cleared away' },
    ],
  },
  outputs: { ...ENVIRONMENT_OUTPUTS, path: 'its Python' },
  describe: ({ prefix, python }) => `make an environment of Python ${python} in ${prefix}`,
  locks: ({ prefix }) => [prefix],
  changes: () => [],

  isDone: ({ prefix, python }, _made, context) => venvStands(fromRoot(prefix, context), python, context),

  async run({ prefix, python, search = [] }, context) {
    const folder = await insideRoot(prefix, context);
    if (!folder.ok) return folder;
    const state = await folderState(folder.value, context);
    if (!state.ok) return state;
    const ours = state.value.kind === 'free' || state.value.owner !== undefined;
    const isVenv = (await venvSettings(folder.value, context)) !== undefined;
    if (state.value.kind === 'occupied' && !isVenv) return err(foreignFolder(folder.value, 'a venv'));
    const found = await findHostPython(python, search, context);
    if (!found.ok) return found;
    const stands = (await venvStands(folder.value, python, context)) && !(context.anew && ours);
    if (!stands && !ours) return err(foreignFolder(folder.value, `a venv of Python ${python}`));
    if (!stands) {
      // a venv holds its own path, so it is made where it stays, and an old one waits beside it
      const built = await buildFolder(folder.value, context, () => make(found.value.path, folder.value, context));
      if (!built.ok) return built;
    }
    return ok({
      outputs: await environmentOutputs(folder.value, 'venv', context),
      files: ours ? [folder.value] : [],
      notes: { version: found.value.version },
    });
  },
});

async function make(python: string, prefix: string, context: ActionContext): Promise<Result<undefined, Failure>> {
  const finished = await context.command([python, '-I', '-m', 'venv', prefix]);
  return finished.ok ? ok() : finished;
}

async function venvStands(prefix: string, wanted: string, context: LookContext): Promise<boolean> {
  const settings = await venvSettings(prefix, context);
  const version = settings?.get('version') ?? '';
  if (settings === undefined || (version !== wanted && !version.startsWith(`${wanted}.`))) return false;
  const needed = [pythonIn(prefix, 'venv', context), baseOf(settings, version, context)];
  const stats = await Promise.all(needed.map(path => context.files.stat(path)));
  return stats.every(stat => stat !== undefined);
}

/** The interpreter that it was made of: without that one a venv is a folder of dangling links. */
function baseOf(settings: ReadonlyMap<string, string>, version: string, { paths, platform }: LookContext): string {
  const executable = settings.get('executable');
  if (executable !== undefined) return executable;
  const minor = version.split('.').slice(0, 2).join('.');
  return paths.join(settings.get('home') ?? '', osOf(platform) === 'windows' ? 'python.exe' : `python${minor}`);
}
