import type { LookContext } from '../model/action.js';
import { osOf } from '../model/platform.js';

/** Where things are in a folder that holds a Python of its own. */
export interface PythonEnvironment {
  readonly prefix: string;
  readonly python: string;
  readonly sitePackages: string;
}

export type Layout = 'conda' | 'venv';

/** The environment in a prefix, or undefined where it has no Python. */
async function environmentIn(prefix: string, context: LookContext): Promise<PythonEnvironment | undefined> {
  const { paths, platform } = context;
  const conda = await condaPython(prefix, context);
  const version = conda ?? (await venvPython(prefix, context));
  if (version === undefined) return undefined;
  const [major = '', minor = ''] = version.split('.');
  const windows = osOf(platform) === 'windows';
  const sitePackages = windows
    ? paths.join(prefix, 'Lib', 'site-packages')
    : paths.join(prefix, 'lib', `python${major}.${minor}`, 'site-packages');
  return { prefix, python: pythonIn(prefix, conda === undefined ? 'venv' : 'conda', context), sitePackages };
}

/** The environment that an interpreter stands in. */
export function environmentOf(python: string, context: LookContext): Promise<PythonEnvironment | undefined> {
  const { paths, platform } = context;
  const folder = paths.dirname(python);
  const inPrefix = osOf(platform) === 'windows' && paths.basename(folder).toLowerCase() !== 'scripts';
  return environmentIn(inPrefix ? folder : paths.dirname(folder), context);
}

/** The same prefix by the text alone, on any platform; a path that is not known yet stays as it is. */
export function prefixOfPython(python: string): string {
  return python.replace(/[\\/](?:(?:bin|Scripts)[\\/])?python[^\\/]*$/i, '');
}

export function pythonIn(prefix: string, layout: Layout, { paths, platform }: LookContext): string {
  if (osOf(platform) !== 'windows') return paths.join(prefix, 'bin', 'python');
  return layout === 'conda' ? paths.join(prefix, 'python.exe') : paths.join(prefix, 'Scripts', 'python.exe');
}

/** The folder of the programs that packages bring. */
export function scriptsIn(prefix: string, { paths, platform }: LookContext): string {
  return paths.join(prefix, osOf(platform) === 'windows' ? 'Scripts' : 'bin');
}

/** What belongs on PATH, in this order, joined as the platform joins it. */
function searchPathOf(prefix: string, layout: Layout, context: LookContext): string {
  const { paths, platform } = context;
  if (osOf(platform) !== 'windows') return scriptsIn(prefix, context);
  if (layout === 'venv') return scriptsIn(prefix, context);
  const library = ['mingw-w64\\bin', 'usr\\bin', 'bin'].map(folder => paths.join(prefix, 'Library', folder));
  // the folders and the order that an activated environment has there
  return [prefix, ...library, scriptsIn(prefix, context), paths.join(prefix, 'bin')].join(';');
}

/** Outputs that every environment has, whoever made it; those of Python only where there is one. */
export async function environmentOutputs(
  prefix: string,
  layout: Layout,
  context: LookContext,
): Promise<Readonly<Record<string, string>>> {
  const environment = await environmentIn(prefix, context);
  return {
    prefix,
    home: prefix,
    'search-path': searchPathOf(prefix, layout, context),
    ...(environment && {
      path: environment.python,
      python: environment.python,
      'site-packages': environment.sitePackages,
    }),
  };
}

/** What those outputs mean, for the reference. */
export const ENVIRONMENT_OUTPUTS = {
  prefix: 'the folder of the environment',
  home: 'the same folder',
  'search-path': 'what belongs on PATH, joined as the platform joins it',
  python: 'its Python; absent where there is none',
  'site-packages': 'the folder that its Python takes packages from',
} as const;

/** "3.11.9" of `conda-meta/python-3.11.9-h955ad1f_0.json`. */
export async function condaPython(prefix: string, { files, paths }: LookContext): Promise<string | undefined> {
  for (const name of await files.list(paths.join(prefix, 'conda-meta'))) {
    const version = /^python-(\d+\.\d+[^-]*)-[^-]+\.json$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

async function venvPython(prefix: string, context: LookContext): Promise<string | undefined> {
  const settings = await venvSettings(prefix, context);
  return settings?.get('version') ?? settings?.get('version_info');
}

/** `pyvenv.cfg`: what a venv says of itself; undefined where there is none. */
export async function venvSettings(
  prefix: string,
  { files, paths }: LookContext,
): Promise<ReadonlyMap<string, string> | undefined> {
  const path = paths.join(prefix, 'pyvenv.cfg');
  if ((await files.stat(path)) === undefined) return undefined;
  const text = await files.readText(path);
  if (!text.ok) return undefined;
  return new Map(
    text.value.split('\n').map(line => {
      const [key = '', ...value] = line.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
}
