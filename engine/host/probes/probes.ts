import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { posix, win32, type PlatformPath } from 'node:path';
import type { Probes } from '../../model/ports.js';
import { variable, type HostEnv } from '../environment/host-env.js';

export interface ProbesOptions {
  readonly env: HostEnv;
  /** `process.platform`. */
  readonly platform: string;
}

/** Finds programs as a careful shell would: absolute folders only, so nothing in the current folder is ever taken. */
export function createProbes({ env, platform }: ProbesOptions): Probes {
  const windows = platform === 'win32';
  const path = windows ? win32 : posix;
  const extensions = windows ? extensionsOf(variable(env, 'PATHEXT', platform)) : [''];
  const onPath = (variable(env, 'PATH', platform) ?? '').split(path.delimiter).map(entry => unquoted(entry, windows));
  return {
    which: async (name, search = []) => {
      for (const candidate of candidates(name, [...search, ...onPath], { path, extensions })) {
        if (await isProgram(candidate, windows)) return candidate;
      }
      return undefined;
    },
  };
}

/** Every place where a program of this name may be, in the order in which they are looked at. */
export function candidates(
  name: string,
  folders: readonly string[],
  { path, extensions }: { readonly path: PlatformPath; readonly extensions: readonly string[] },
): readonly string[] {
  if (name === '' || name.includes('\0')) return [];
  const known = extensions.includes(path.extname(name).toLowerCase());
  const named = known ? [''] : extensions;
  if (path.isAbsolute(name)) return named.map(extension => name + extension);
  // A name with a folder in it would be looked up from the current folder.
  if (path.basename(name) !== name || name === '.' || name === '..') return [];
  return folders
    .filter(folder => path.isAbsolute(folder))
    .flatMap(folder => named.map(extension => path.join(folder, name + extension)));
}

function extensionsOf(pathext: string | undefined): readonly string[] {
  const listed = (pathext ?? '').split(';').filter(extension => /^\.[A-Za-z0-9]+$/.test(extension));
  return listed.length === 0 ? ['.com', '.exe', '.bat', '.cmd'] : listed.map(extension => extension.toLowerCase());
}

/** On Windows an entry may be written in quotes. */
function unquoted(entry: string, windows: boolean): string {
  return windows ? entry.replace(/^"(.*)"$/, '$1') : entry;
}

async function isProgram(candidate: string, windows: boolean): Promise<boolean> {
  try {
    if (!(await stat(candidate)).isFile()) return false;
    if (!windows) await access(candidate, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
