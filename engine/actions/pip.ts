import { err, ok, type Result } from '../base/result.js';
import { defineAction, type ActionContext, type Made } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { filesInSources } from './files-in-sources.js';
import { appeared, distributionsIn, isInstalled } from './distributions.js';
import { environmentOf, prefixOfPython, type PythonEnvironment } from './python-environment.js';
import { insideRoot } from './inside-root.js';
import { installPackages } from './install-packages.js';
import { listed } from './listed.js';
import { PIP_PARAMS } from './pip-params.js';
import { isFile, readPipFiles, type PipFiles } from './pip-files.js';
import { protectedBy, protectedIn } from './protected.js';
import { restorePackages } from './restore-packages.js';
import { parseRequirement, type Requirement } from './requirement.js';

/** Installs Python packages into an environment. */
export const pip = defineAction({
  kind: 'pip',
  summary: 'install Python packages into an environment, with uv where it has one',
  params: PIP_PARAMS,
  examples: {
    accepts: [
      { packages: ['example==${example}', 'other>=1.2,<2'], 'index-url': 'https://mirror/simple' },
      { python: '${steps.env.python}', requirements: 'requirements.txt', constraints: ['example==${example}'] },
      {
        packages: ['git+https://host/project@0123456789abcdef0123456789abcdef01234567'],
        'build-isolation': false,
        'no-deps': true,
      },
      { packages: ['example'], 'find-links': ['https://mirror/wheels.html'], upgrade: true, pre: true },
    ],
    rejects: [
      { params: {}, because: 'it names no package' },
      { params: { packages: [] }, because: 'it names no package' },
      { params: { packages: ['--target=/'] }, because: 'a flag is no package' },
      { params: { packages: 'example' }, because: 'packages are a list' },
      { params: { packages: ['example'], user: true }, because: 'packages go into the environment' },
    ],
  },
  outputs: {
    python: 'the Python that they were installed for',
    'site-packages': 'the folder that it takes packages from',
  },
  interpreter: true,
  fillsCache: true,
  describe: ({ packages = [], requirements }) => {
    const from = requirements === undefined ? [] : [`the requirements of ${requirements}`];
    return `install ${listed([...packages, ...from])}`;
  },
  locks: ({ python }) => (python === undefined ? [] : [prefixOfPython(python)]),
  unverified,
  source,

  async isDone(params, made, context) {
    const files = await readPipFiles(params, context);
    if (files.text !== (made.notes?.files ?? '')) return false;
    const installed = await distributionsIn(made.outputs['site-packages'] ?? '', context);
    const brought = (made.notes?.brought ?? '').split(' ').filter(name => name !== '');
    return (
      requirementsOf(params, files).every(requirement => isInstalled(requirement, installed)) &&
      brought.every(name => installed.has(name)) &&
      (await protectedIn(made, context)).every(({ holds }) => holds)
    );
  },

  async run(params, context) {
    const operand = [...(params.packages ?? []), ...(params.constraints ?? [])].find(text => /^\s*-|[\r\n]/.test(text));
    if (operand !== undefined) return err({ kind: 'policy', rule: 'a package is no flag', detail: operand });
    const environment = await environmentFor(params.python, context);
    if (!environment.ok) return environment;
    const files = await readPipFiles(params, context);
    const requirements = requirementsOf(params, files);
    const sources = await filesInSources(requirements, context);
    const before = await distributionsIn(environment.value.sitePackages, context);
    const installed = await installPackages(params, environment.value, context);
    if (!installed.ok) return installed;
    const after = await distributionsIn(environment.value.sitePackages, context);
    const earlier = new Set(context.previous?.files);
    const built = [...(await filesInSources(requirements, context))]
      .filter(path => !sources.has(path) || earlier.has(path))
      .sort();
    const unnamed = requirements.some(({ name }) => name === undefined);
    const protects = protectedBy(
      requirements.map(({ text }) => text),
      (params.constraints ?? []).filter(text => !isFile(text)),
    );
    return ok(made(environment.value, { files, protects, built, brought: unnamed ? appeared(before, after) : [] }));
  },

  protection: {
    look: protectedIn,
    async restore(params, drifted, context) {
      const environment = await environmentFor(params.python, context);
      return environment.ok
        ? restorePackages(params, drifted, { environment: environment.value, context })
        : environment;
    },
  },
});

interface Params {
  readonly packages?: readonly string[] | undefined;
  readonly requirements?: string | undefined;
  readonly 'no-deps'?: boolean | undefined;
  readonly 'require-hashes'?: boolean | undefined;
  readonly 'build-isolation'?: boolean | undefined;
}

/** A commit is a hash, and so is one in an address; what else comes, comes by its name. */
function unverified(params: Params): string | undefined {
  if (params['require-hashes'] === true) return undefined;
  const packages = params.packages ?? [];
  const hashed = packages.every(text => /#(.*&)?sha256=[0-9a-f]{64}|^(.*@ *)?git\+.*@[0-9a-f]{40}(#|$)/.test(text));
  if (params.requirements !== undefined || !hashed) return 'packages from an index, by name';
  return params['no-deps'] === true ? undefined : 'what the packages depend on, from an index, by name';
}

/** Of what is named by itself; what an index gives is taken as it was built, or not at all. */
function source({ packages = [], 'build-isolation': isolation }: Params): string | undefined {
  if (isolation === false) return 'packages that are built with what the environment has';
  return packages.map(parseRequirement).find(({ text, direct }) => direct && !/\.whl(?:#|\s|$)/.test(text))?.text;
}

async function environmentFor(
  python: string | undefined,
  context: ActionContext,
): Promise<Result<PythonEnvironment, Failure>> {
  const path = await insideRoot(python ?? '', context);
  if (!path.ok) return path;
  const environment = await environmentOf(path.value, context);
  if (environment !== undefined && (await context.files.stat(path.value)) !== undefined) {
    return ok({ ...environment, python: path.value });
  }
  return err({ kind: 'not-found', what: 'the Python of an environment', looked: [path.value] });
}

function requirementsOf({ packages = [] }: Params, files: PipFiles): readonly Requirement[] {
  return [...packages, ...files.requirements].map(parseRequirement);
}

/**
 * Named packages are looked for by their names. Of the others (addresses and folders) it is noted what the installer
 * brought, by name: a later step may well bring another version of it.
 */
function made(
  { python, sitePackages }: PythonEnvironment,
  {
    files,
    protects,
    built,
    brought,
  }: {
    readonly files: PipFiles;
    readonly protects: readonly string[];
    readonly built: readonly string[];
    readonly brought: readonly string[];
  },
): Made {
  const notes = {
    ...(files.text !== '' && { files: files.text }),
    ...(protects.length > 0 && { protects: protects.join('\n') }),
    ...(brought.length > 0 && { brought: brought.join(' ') }),
  };
  return {
    outputs: { python, 'site-packages': sitePackages },
    files: built,
    ...(Object.keys(notes).length > 0 && { notes }),
  };
}
