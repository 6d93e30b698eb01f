import { normalisedName } from '../model/package-name.js';
import type { Json, JsonObject } from '../model/value.js';

/** Versions that a page of an index of Python packages lists by its files; those that were taken back are left out. */
export function versionsOnPage(html: string, name: string): readonly string[] {
  const found = new Set<string>();
  for (const [, attributes = '', text = ''] of html.matchAll(/<a\b([^>]*)>([^<]*)<\/a>/gi)) {
    const version = /\bdata-yanked\b/i.test(attributes) ? undefined : versionInFile(text.trim(), name);
    if (version !== undefined) found.add(version);
  }
  return [...found];
}

/** Of `some_tool-1.2-py3-none-any.whl` and `some-tool-1.2.tar.gz` the version. */
function versionInFile(file: string, name: string): string | undefined {
  const wheel = /^([^-]+)-([^-]+)-[^-]+(?:-[^-]+){2,3}\.whl$/.exec(file);
  const source = /^(.+)-([^-]+)\.(?:tar\.gz|zip|tar\.bz2)$/.exec(file);
  const [, of = '', version] = wheel ?? source ?? [];
  return normalisedName(of) === normalisedName(name) ? version : undefined;
}

/** Versions of a package in the list of a channel (`repodata.json`, `current_repodata.json`). */
export function versionsInChannel(list: JsonObject, name: string): readonly string[] {
  const found = new Set<string>();
  for (const key of ['packages', 'packages.conda']) {
    for (const record of Object.values(objectOf(list[key]))) {
      const { name: of, version } = objectOf(record);
      if (of === name && typeof version === 'string') found.add(version);
    }
  }
  return [...found];
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Versions by the tags that a repository tells of when git asks it over HTTP. */
export function versionsInTags(refs: string, tag: string | undefined): readonly string[] {
  const names = [...refs.matchAll(/ refs\/tags\/([^\s^\0]+)/g)].map(([, name = '']) => name);
  const [start = '', end = ''] = (tag ?? '*').split('*');
  const versions = names.flatMap(name => {
    const bare = tag === undefined ? name.replace(/^v(?=\d)/i, '') : name;
    const fits = bare.length > start.length + end.length && bare.startsWith(start) && bare.endsWith(end);
    return fits ? [bare.slice(start.length, bare.length - end.length)] : [];
  });
  return [...new Set(versions)].filter(version => /^\d/.test(version));
}
