import type { LookContext } from '../model/action.js';
import { normalisedName } from '../model/package-name.js';
import { pinHolds, type Requirement } from './requirement.js';

export interface Distribution {
  readonly name: string;
  readonly version: string;
  /** Changes when it is installed again. */
  readonly stamp: string;
}

/** What is installed in a folder of packages: its `<name>-<version>.dist-info` folders, by normalised name. */
export async function distributionsIn(
  sitePackages: string,
  { files, paths }: LookContext,
): Promise<ReadonlyMap<string, Distribution>> {
  const found = new Map<string, Distribution>();
  for (const folder of await files.list(sitePackages)) {
    const [, written, version] = /^(.+?)-([^-]+)\.dist-info$/.exec(folder) ?? [];
    if (written === undefined || version === undefined) continue;
    const stat = await files.stat(paths.join(sitePackages, folder));
    const name = normalisedName(written);
    found.set(name, { name, version, stamp: `${folder} ${stat?.modified ?? 0}` });
  }
  return found;
}

/** The versions alone, by normalised name. */
export async function versionsIn(
  sitePackages: string,
  { files }: Pick<LookContext, 'files'>,
): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const folder of await files.list(sitePackages)) {
    const [, name, version] = /^(.+?)-([^-]+)\.dist-info$/.exec(folder) ?? [];
    if (name !== undefined && version !== undefined) versions.set(normalisedName(name), version);
  }
  return versions;
}

/** What is in `after` and was not, or not so, in `before`. */
export function appeared(
  before: ReadonlyMap<string, Distribution>,
  after: ReadonlyMap<string, Distribution>,
): readonly string[] {
  return [...after.values()].filter(({ name, stamp }) => before.get(name)?.stamp !== stamp).map(({ name }) => name);
}

/** Whether a named requirement is met; one that a marker may rule out cannot be told, and counts as met. */
export function isInstalled(
  { name, pin, conditional }: Requirement,
  installed: ReadonlyMap<string, Distribution>,
): boolean {
  if (name === undefined || conditional) return true;
  const distribution = installed.get(name);
  if (distribution === undefined) return false;
  return pin === undefined || pinHolds(pin, distribution.version);
}
