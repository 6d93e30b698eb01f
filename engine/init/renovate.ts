import type { Manifest, ReleaseSpec } from '../model/manifest.js';
import type { JsonObject } from '../model/value.js';

/** What the bot's own words are: how a configuration begins, and how it calls each kind of source. */
export interface RenovateTemplate {
  readonly config: JsonObject;
  readonly datasources: Readonly<Record<ReleaseSpec['kind'], string>>;
}

/**
 * A configuration of Renovate that edits the same lines as `bump`: one manager for each version whose releases the
 * manifest names, in the file where it stands. Versions that a compatibility row has together are bumped together.
 */
export function renovateConfig(manifest: Manifest, template: RenovateTemplate): JsonObject {
  const named = [...manifest.releases].filter(
    ([name]) => manifest.versions.get(name)?.value.span.file === manifest.file,
  );
  const rows = manifest.compatibility.map(({ entries }) => [...entries.keys()]);
  const together = named.map(([name]) => name).filter(name => rows.some(row => row.includes(name)));
  const called = (name: string) => manifest.releases.get(name)?.value.package?.value ?? name;
  return {
    ...template.config,
    customManagers: named.map(([name, { value }]) => managerOf(name, value, { file: manifest.file, template })),
    ...(together.length > 1 && {
      packageRules: [
        { matchDepNames: together.map(called), groupName: `versions of ${manifest.name.value} that go together` },
      ],
    }),
  };
}

function managerOf(
  name: string,
  { kind, url, package: called, tag }: ReleaseSpec,
  { file, template }: { readonly file: string; readonly template: RenovateTemplate },
): JsonObject {
  const base = url.value.replace(/\/+$/, '');
  const [start = '', end = ''] = (tag?.value ?? '').split('*').map(escaped);
  return {
    customType: 'regex',
    managerFilePatterns: [`/(^|/)${escaped(file.split(/[\\/]/).at(-1) ?? file)}$/`],
    matchStrings: [versionPattern(name)],
    depNameTemplate: called?.value ?? name,
    datasourceTemplate: template.datasources[kind],
    ...(kind === 'git' ? { packageNameTemplate: base } : { registryUrlTemplate: base }),
    ...(tag !== undefined && { extractVersionTemplate: `^${start}(?<version>.*)${end}$` }),
  };
}

/** The line of a name below `versions`, in a block or on one line; only the version itself is edited. */
export function versionPattern(name: string): string {
  const value = String.raw`:[ \t]*['"]?(?<currentValue>[^'"\s,}#]+)`;
  const block = String.raw`(?:\r?\n(?:[ \t]+[^\r\n]*|[ \t]*#[^\r\n]*)?)*?\r?\n[ \t]+`;
  return String.raw`(?:^|\n)versions:(?:${block}|[ \t]*\{(?:[^}\r\n]*?[,\s])?)${name}${value}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
