import { err, ok, type Result } from '../base/result.js';
import { defineAction, type ActionContext, type LookContext, type Made } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { condaPython, ENVIRONMENT_OUTPUTS, environmentOutputs } from './python-environment.js';
import { below, fromRoot, insideRoot } from './inside-root.js';
import { listed } from './listed.js';
import { buildFolder, folderState, foreignFolder } from './owned-folder.js';
import { readToolFailure } from './read-tool-failure.js';

/** Installs packages of conda channels into an environment, which it makes when there is none. */
export const conda = defineAction({
  kind: 'conda',
  summary: 'install packages of conda channels into an environment, made when there is none',
  params: {
    type: 'object',
    description: 'The environment, the packages, and where they come from.',
    properties: {
      tool: {
        type: 'string',
        minLength: 1,
        description: 'Path of the package manager: a single program that takes the arguments of mamba 2.',
        examples: ['${steps.manager.path}'],
      },
      prefix: {
        type: 'string',
        minLength: 1,
        description: 'Folder of the environment; relative to the install root, never outside it.',
        examples: ['${paths.env}'],
      },
      channels: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          minLength: 1,
          pattern: '^[^-]',
          title: 'a channel',
          description: 'A channel.',
          examples: ['conda-forge'],
        },
        description: 'Channels, the first preferred; no others are asked. A mirror needs them as whole addresses.',
        examples: [['conda-forge']],
      },
      packages: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          minLength: 1,
          pattern: '^[^-]',
          title: 'a package: it begins with `-`',
          description: 'A package, with its version.',
          examples: ['python=${python}'],
        },
        description: 'Packages, as conda writes them.',
        examples: [['python=${python}']],
      },
      explicit: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          pattern: '^(https?|file)://[^ #]+#sha256:[0-9a-f]{64}$',
          title: 'an address with its hash',
          description: 'An address and its hash.',
          examples: ['https://mirror/linux-64/example-1.2-0.conda#sha256:' + '0'.repeat(64)],
        },
        description: 'Just these files, with everything that the packages depend on; `lock` finds them.',
        examples: [['https://mirror/linux-64/example-1.2-0.conda#sha256:' + '0'.repeat(64)]],
      },
      command: {
        type: 'string',
        minLength: 1,
        description: 'A program that the packages bring, as a path in the prefix: becomes the output `path`.',
        examples: ['bin/compiler'],
      },
    },
    required: ['tool', 'prefix', 'channels', 'packages'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { tool: '${steps.manager.path}', prefix: '_env', channels: ['conda-forge'], packages: ['python=${python}'] },
      {
        tool: '_tools/manager',
        prefix: '_tools/cxx',
        channels: ['https://mirror/conda-forge'],
        packages: ['compiler=12.*', 'sysroot=2.17'],
        command: 'bin/compiler',
      },
    ],
    rejects: [
      { params: { prefix: '_env', channels: ['a'], packages: ['b'] }, because: 'the engine has no manager of its own' },
      { params: { tool: 't', prefix: '_env', channels: [], packages: ['b'] }, because: 'there is no default channel' },
      { params: { tool: 't', prefix: '_env', channels: ['a'], packages: ['--force'] }, because: 'a flag, no package' },
    ],
  },
  outputs: {
    ...ENVIRONMENT_OUTPUTS,
    path: 'the `command`; without one, its Python',
    home: 'the folder above the one that the `command` is in; without one, the folder of the environment',
  },
  fillsCache: true,
  describe: ({ packages, prefix }) => `install ${listed(packages)} into the conda environment ${prefix}`,
  locks: ({ prefix }) => [prefix],
  changes: () => [],
  unverified: ({ explicit }) => (explicit === undefined ? 'packages of conda channels, by name' : undefined),

  async isDone({ prefix, packages, command }, { outputs }, context) {
    if (outputs.python !== undefined && (await context.files.stat(outputs.python)) === undefined) return false;
    const folder = fromRoot(prefix, context);
    const installed = await installedNames(folder, context);
    if (!packages.every(spec => installed.has(nameOf(spec)))) return false;
    return command === undefined || (await context.files.stat(context.paths.join(folder, command))) !== undefined;
  },

  async run(params, context) {
    const refused = [...params.packages, ...params.channels].find(text => text.startsWith('-'));
    if (refused !== undefined) return err({ kind: 'policy', rule: 'a package is no flag', detail: refused });
    const prefix = await insideRoot(params.prefix, context);
    if (!prefix.ok) return prefix;
    const state = await folderState(prefix.value, context);
    if (!state.ok) return state;
    const stands = state.value.kind === 'occupied';
    const ours = stands && state.value.owner === context.step;
    if (!stands || (ours && (context.anew ?? (await hasOtherPython(prefix.value, params.packages, context))))) {
      const created = await buildFolder(prefix.value, context, () => call('create', prefix.value, params, context));
      return created.ok ? made(prefix.value, params, context, { whole: true }) : created;
    }
    // `create` would delete an environment that stands, and stops at any other folder
    if ((await context.files.stat(context.paths.join(prefix.value, 'conda-meta', 'history'))) === undefined) {
      return err(foreignFolder(prefix.value, 'a conda environment'));
    }
    const kept = await context.keeping?.beforeChange(context.step, [prefix.value]);
    if (kept?.ok === false) return kept;
    const installed = await call('install', prefix.value, params, context);
    return installed.ok ? made(prefix.value, params, context, { whole: ours }) : installed;
  },
});

interface Params {
  readonly tool: string;
  readonly channels: readonly string[];
  readonly packages: readonly string[];
  readonly command?: string | undefined;
  readonly explicit?: readonly string[] | undefined;
}

/** Another Python means another folder of packages: what pip brought for the old one would stay, and work for nobody. */
async function hasOtherPython(prefix: string, packages: readonly string[], context: LookContext): Promise<boolean> {
  const spec = packages.find(text => nameOf(text) === 'python') ?? '';
  const wanted = /^[^=<>~!]*={1,2}\s*(\d+\.\d+)/.exec(spec)?.[1];
  const installed = await condaPython(prefix, context);
  return wanted !== undefined && installed !== undefined && !`${installed}.`.startsWith(`${wanted}.`);
}

async function call(
  verb: 'create' | 'install',
  prefix: string,
  params: Params,
  context: ActionContext,
): Promise<Result<undefined, Failure>> {
  const { paths, stateFolder } = context;
  const what = await whatArguments(params, context);
  if (!what.ok) return what;
  const finished = await context.command(
    [
      fromRoot(params.tool, context),
      verb,
      '--yes',
      // channels of the user's settings are added to the asked ones, not replaced by them
      '--no-rc',
      '--override-channels',
      '--root-prefix',
      paths.join(stateFolder, 'conda'),
      '--prefix',
      prefix,
      ...what.value,
    ],
    { env: { CONDA_PKGS_DIRS: context.toolCache('conda'), ...graphicsCard(context) } },
  );
  return finished.ok ? ok() : err(readToolFailure(finished.error));
}

/**
 * What packages may ask of the card is what the plan was made for, not what stands in this machine: an image is often
 * built on a host without one. The manifest's own word is heard first.
 */
function graphicsCard({ facts, env }: ActionContext): Readonly<Record<string, string>> {
  // empty: there is no card; without the variable the tool looks for one by itself
  const version = facts.get('gpu') === 'none' ? '' : facts.get('cuda-driver');
  return version === undefined || OVERRIDE in env ? {} : { [OVERRIDE]: version };
}

const OVERRIDE = 'CONDA_OVERRIDE_CUDA';

/** Packages by name from channels; or a file with the addresses of all of them, by which their hashes are checked. */
async function whatArguments(
  { channels, packages, explicit }: Params,
  { network, paths, stateFolder, files, step }: ActionContext,
): Promise<Result<readonly string[], Failure>> {
  if (explicit === undefined) {
    return ok([...channels.flatMap(channel => ['--channel', network.mirrored(channel)]), ...packages]);
  }
  const path = paths.join(stateFolder, 'conda', `${encodeURIComponent(step)}-explicit.txt`);
  const written = await files.writeText(path, `@EXPLICIT\n${explicit.map(url => network.mirrored(url)).join('\n')}\n`);
  return written.ok ? ok(['--file', path]) : written;
}

/** `whole`: the step made the environment, so removing the step removes it. */
async function made(
  prefix: string,
  { command }: Params,
  context: ActionContext,
  { whole }: { readonly whole: boolean },
): Promise<Result<Made, Failure>> {
  const outputs = await environmentOutputs(prefix, 'conda', context);
  const files = whole ? [prefix] : [];
  if (command === undefined) return ok({ outputs, files });
  const path = below(prefix, command, context);
  if (path === undefined) {
    return err({ kind: 'policy', rule: 'inside the folder', detail: `${command} is not below ${prefix}` });
  }
  if ((await context.files.stat(path)) === undefined) {
    return err({ kind: 'check', check: 'the command', expected: path, got: 'no such file', lastLines: [] });
  }
  // as of a tool that is found on the host: `home` is the folder above the one that the program is in
  const home = context.paths.dirname(context.paths.dirname(path));
  return ok({ outputs: { ...outputs, home, path }, files });
}

/** Names of what is installed: `conda-meta/<name>-<version>-<build>.json`. */
async function installedNames(prefix: string, { files, paths }: LookContext): Promise<ReadonlySet<string>> {
  const names = await files.list(paths.join(prefix, 'conda-meta'));
  return new Set(names.filter(name => name.endsWith('.json')).map(name => name.split('-').slice(0, -2).join('-')));
}

/** "channel::python=3.11", "python >=3.11", "python[version=3.11]" → "python". */
function nameOf(spec: string): string {
  const withoutChannel = spec.split('::').at(-1) ?? spec;
  return (/^[^\s=<>!~[]+/.exec(withoutChannel.trim())?.[0] ?? '').toLowerCase();
}
