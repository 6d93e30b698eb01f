import { err, ok, type Result } from '../base/result.js';
import type { Platform } from '../model/platform.js';
import type { Base, Versions } from './base-of.js';
import type { Needs } from './needs.js';

/** How a node's versions stand to those of the manifest that it extends. */
export interface Fit {
  readonly versions: Versions;
  readonly profiles: ReadonlyMap<string, Versions | undefined>;
  readonly platforms: readonly Platform[];
  readonly remarks: readonly string[];
}

/** Versions that the base leaves open, by the last of its compatibility rows that has what the node asks for. */
export function fitBase(
  base: Base,
  {
    python,
    platforms,
    needs,
  }: { readonly python: string; readonly platforms: readonly Platform[]; readonly needs: Needs },
): Result<Fit, string> {
  const asked = new Map([['python', python], ...pinsOf(base, needs)]);
  const own = new Map([...base.versions, ...asked]);
  if (base.rows.length === 0)
    return ok({ versions: new Map(pinsOf(base, needs)), profiles: new Map(), platforms, remarks: [] });
  const row = lastRow(base, own);
  if (row === undefined) return err(`${base.name} knows no versions that go with ${inWords(asked)}`);
  const versions = openVersions(row, own);
  const profiles = new Map<string, Versions | undefined>();
  for (const [name, special] of base.profiles) {
    if (isKnown(base, new Map([...own, ...versions, ...special]))) continue;
    const other = lastRow(base, new Map([...own, ...special]));
    profiles.set(name, other === undefined ? undefined : openVersions(other, own));
  }
  const fitting = platforms.filter(platform => {
    const special = base.platforms.get(platform);
    return special === undefined || isKnown(base, new Map([...own, ...versions, ...special]));
  });
  const remarks = platforms
    .filter(platform => !fitting.includes(platform))
    .map(platform => `left out: ${platform}, whose versions in ${base.name} do not go with ${inWords(asked)}`);
  return ok({ versions: new Map([...pinsOf(base, needs), ...versions]), profiles, platforms: fitting, remarks });
}

/** Of the packages that the base installs: versions that the node has pinned. */
function pinsOf(base: Base, needs: Needs): readonly (readonly [string, string])[] {
  return needs.pip.flatMap(({ name = '', version }) => {
    const known = base.packages.get(name);
    return known === undefined || version === undefined ? [] : [[known, version.split('+')[0] ?? version] as const];
  });
}

function lastRow(base: Base, versions: Versions): ReadonlyMap<string, readonly string[]> | undefined {
  return base.rows.findLast(row =>
    [...row].every(([name, accepted]) => {
      const version = versions.get(name);
      return version === undefined || accepted.includes(version);
    }),
  );
}

function isKnown(base: Base, versions: Versions): boolean {
  return lastRow(base, versions) !== undefined;
}

/** What the row says of names that have no version yet. */
function openVersions(row: ReadonlyMap<string, readonly string[]>, own: Versions): Versions {
  return new Map(
    [...row].flatMap(([name, accepted]) => (own.has(name) ? [] : [[name, accepted.at(-1) ?? ''] as const])),
  );
}

function inWords(versions: Versions): string {
  return [...versions].map(([name, version]) => `${name} ${version}`).join(', ');
}
