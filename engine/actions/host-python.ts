import { err, ok, type Result } from '../base/result.js';
import type { ActionContext } from '../model/action.js';
import type { NotFoundFailure } from '../model/failure.js';
import { osOf } from '../model/platform.js';
import { programIn } from './program-in.js';

export interface HostPython {
  readonly path: string;
  /** Such as "3.11.9". */
  readonly version: string;
}

/** Prints what decides whether an interpreter will do. Kept to what every Python 3 understands. */
const PROBE = [
  'import sys, sysconfig, importlib.util as u',
  'print("%d.%d.%d" % sys.version_info[:3])',
  'print(sys.implementation.name)',
  'print(64 if sys.maxsize > 2**32 else 32)',
  'print("t" in getattr(sys, "abiflags", ""))',
  'print(u.find_spec("venv") is not None and u.find_spec("ensurepip") is not None)',
  'print(sysconfig.get_platform())',
].join('\n');

/** An interpreter of the host that is really of the wanted version and can make environments. */
export async function findHostPython(
  wanted: string,
  search: readonly string[],
  context: ActionContext,
): Promise<Result<HostPython, NotFoundFailure>> {
  const looked: string[] = [];
  for await (const path of candidates(wanted, search, context)) {
    const asked = await ask(path, wanted, context);
    if (asked.ok) return asked;
    looked.push(`${path}: ${asked.error}`);
  }
  if (looked.length === 0) looked.push(`PATH: none of ${namesFor(wanted).join(', ')} is on it`);
  return err({ kind: 'not-found', what: `Python ${wanted}`, looked });
}

/** Each once, and only as far as they are asked for: looking costs a process each. */
async function* candidates(
  wanted: string,
  search: readonly string[],
  context: ActionContext,
): AsyncGenerator<string, void> {
  const seen = new Set<string>();
  for (const place of [...search, undefined]) {
    for (const name of namesFor(wanted)) {
      const path = await programIn(place, name, context);
      if (path !== undefined && !seen.has(path)) yield path;
      if (path !== undefined) seen.add(path);
    }
  }
  if (osOf(context.platform) !== 'windows') return;
  for (const path of await launcherList(wanted, context)) if (!seen.has(path)) yield path;
}

/** "3.11.4" → python3.11, python3, python. */
function namesFor(wanted: string): readonly string[] {
  const [major = '3', minor] = wanted.split('.');
  return [...(minor === undefined ? [] : [`python${major}.${minor}`]), `python${major}`, 'python'];
}

/** What the launcher of Windows lists. It is not asked to start one: it may install what it does not have. */
async function launcherList(wanted: string, context: ActionContext): Promise<readonly string[]> {
  const launcher = await context.probes.which('py');
  if (launcher === undefined) return [];
  const finished = await context.command([launcher, '--list-paths']);
  if (!finished.ok) return [];
  const lines = finished.value.stdout
    .split('\n')
    .map(line => /^\s*-(?:V:)?(\d[\d.]*)\S*\s+(?:\*\s+)?(\S.*?)\s*$/.exec(line));
  const minor = wanted.split('.').slice(0, 2).join('.');
  return lines.flatMap(line => (line?.[1] === minor && line[2] !== undefined ? [line[2]] : []));
}

/** Cygwin, MSYS and MinGW: their own paths, folders and names of packages. */
const UNIX_ON_WINDOWS = /^(?:cygwin|msys|mingw)/i;

async function ask(path: string, wanted: string, context: ActionContext): Promise<Result<HostPython, string>> {
  if (/\\microsoft\\windowsapps\\/i.test(path)) return err('it is an alias of the Store, not an interpreter');
  const finished = await context.command([path, '-I', '-c', PROBE]);
  if (!finished.ok) return err('it does not run');
  const [version = '', implementation, bits, freeThreaded, modules, build = ''] = finished.value.stdout
    .trim()
    .split(/\r?\n/);
  if (version !== wanted && !version.startsWith(`${wanted}.`)) return err(`it is Python ${version}`);
  if (implementation !== 'cpython')
    return err(`it is ${implementation ?? 'unknown'}, and packages are built for cpython`);
  if (osOf(context.platform) === 'windows' && UNIX_ON_WINDOWS.test(build)) {
    return err(
      `it is a build of ${/^[a-z]+/.exec(build)?.[0] ?? build}, and packages are built for Python for Windows`,
    );
  }
  if (bits !== '64') return err('it is a 32-bit build');
  if (freeThreaded === 'True') return err('it is a free-threaded build, and packages are built for the other');
  if (modules !== 'True') {
    const why =
      osOf(context.platform) === 'windows'
        ? 'the embeddable Python has neither'
        : `Debian packs them as python${wanted}-venv`;
    return err(`it cannot make environments: venv or ensurepip is missing (${why})`);
  }
  return ok({ path, version });
}
