import { STAND_IN_FORMATS, type StandInFormat } from './stand-in.js';

/** The archive format that the first telling URL's name ends in, or undefined when none does. */
export function formatOfSources(sources: readonly string[]): StandInFormat | undefined {
  for (const source of sources) {
    const name = fileNameOf(source).toLowerCase();
    if (name.endsWith('.tgz')) return '.tar.gz';
    if (name.endsWith('.whl')) return '.zip';
    const format = STAND_IN_FORMATS.find(ending => name.endsWith(ending));
    if (format !== undefined) return format;
  }
  return undefined;
}

/** The last part of a URL's path. */
export function fileNameOf(url: string): string {
  return decodeURIComponent(url.split(/[?#]/)[0]?.split('/').at(-1) ?? '');
}

/** The package and the version that a wheel's file name tells, or undefined where the address names no wheel. */
export function wheelAt(url: string): { readonly name: string; readonly version: string } | undefined {
  const match = /^([^-]+)-([^-]+)-.+\.whl$/.exec(fileNameOf(url));
  return match?.[1] === undefined || match[2] === undefined ? undefined : { name: match[1], version: match[2] };
}
