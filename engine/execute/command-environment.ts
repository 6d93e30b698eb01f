import { osOf, type Platform } from '../model/platform.js';

/** Variables, and folders to put in front of the search path: what several steps say about it adds up. */
export interface CommandEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
}

export type Variables = Readonly<Record<string, string>>;

/** Later layers win; the folders of a later PATH come before those of an earlier one. */
export function environmentOf(layers: readonly Variables[], platform: Platform): CommandEnvironment {
  const env: Record<string, string> = {};
  let path: readonly string[] = [];
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      if (isPath(name)) path = [...value.split(separator(platform)).filter(Boolean), ...path];
      else env[name] = value;
    }
  }
  return { env, path: [...new Set(path)] };
}

/** The same as plain variables, PATH among them. */
export function asVariables({ env, path }: CommandEnvironment, platform: Platform): Variables {
  return path.length === 0 ? env : { ...env, PATH: path.join(separator(platform)) };
}

/** One system writes `Path`, and takes both for the same. */
function isPath(name: string): boolean {
  return name.toUpperCase() === 'PATH';
}

function separator(platform: Platform): string {
  return osOf(platform) === 'windows' ? ';' : ':';
}
