import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Files } from '../../model/ports.js';

/** An environment that is kept: what it takes to have again what stood when a run had ended. */
export interface Kept {
  /** The run. */
  readonly run: string;
  /** When it was put away: milliseconds since 1970. */
  readonly at: number;
  /** Below the root: folders and files as they were then. One that is not stored is as it was. */
  readonly units: readonly string[];
}

/** The name of what a way back has put away: a newer environment, or the half-made one of a run that failed. */
export const ASIDE = 'aside';

/** `.sam3d-install/kept/`: a folder each, with its index and a tree like that of the root. */
export function keptFolder(stateFolder: string, name: string): string {
  return join(stateFolder, 'kept', name);
}

export function storedAt(stateFolder: string, name: string, unit: string): string {
  return join(keptFolder(stateFolder, name), 'tree', unit);
}

export async function readKept(stateFolder: string, name: string): Promise<Kept | undefined> {
  return readJson<Kept>(join(keptFolder(stateFolder, name), 'index.json'));
}

export function writeKept(
  stateFolder: string,
  name: string,
  { kept, files }: { readonly kept: Kept; readonly files: Files },
): Promise<Result<undefined, Failure>> {
  return files.writeText(join(keptFolder(stateFolder, name), 'index.json'), `${JSON.stringify(kept)}\n`);
}

/** The earlier environments, the newest first. */
export async function keptBefore(stateFolder: string): Promise<readonly Kept[]> {
  const names = await readdir(join(stateFolder, 'kept')).catch(() => []);
  const all = await Promise.all(names.filter(name => name !== ASIDE).map(name => readKept(stateFolder, name)));
  return all.filter(kept => kept !== undefined).sort((a, b) => b.at - a.at);
}

/** All runs at whose end things stood as something that is kept. */
export async function keptRuns(stateFolder: string): Promise<ReadonlySet<string>> {
  const aside = await readKept(stateFolder, ASIDE);
  return new Set([...(await keptBefore(stateFolder)), ...(aside === undefined ? [] : [aside])].map(({ run }) => run));
}

/** Undefined where there is none, or none that was written to its end. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
