import { normalisedName } from '../model/package-name.js';

/** A package as pip is told of it, as far as its text says something about what will be installed. */
export interface Requirement {
  readonly text: string;
  /** The package's normalised name, where the text tells it. */
  readonly name?: string;
  /** `==` and its version, as written; local parts and `.*` included. */
  readonly pin?: string;
  /** It names a file, a folder or an address, not a package of an index. */
  readonly direct: boolean;
  /** It has a marker, so it may well not apply to this host. */
  readonly conditional: boolean;
}

/** Reads "name[extra]==1.2 ; marker", "name @ address", "git+https://…" and paths. */
export function parseRequirement(text: string): Requirement {
  const named = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(@|[=<>!~;(]|$)/.exec(text.trim());
  if (named === null || isPath(text)) {
    const name = nameOfFile(text);
    return { text, direct: true, conditional: /\s;/.test(text), ...(name !== undefined && { name }) };
  }
  const name = normalisedName(named[1] ?? '');
  if (named[2] === '@') return { text, name, direct: true, conditional: /\s;/.test(text) };
  const pin = /(?:^|[^=!<>~])={2,3}\s*([^\s,;)]+)/.exec(text)?.[1];
  return { text, name, direct: false, conditional: text.includes(';'), ...(pin !== undefined && { pin }) };
}

/**
 * Whether an installed version is the pinned one (PEP 440): a local part counts only when the pin has one,
 * missing numbers are zeros, `.*` takes all that begin so.
 */
export function pinHolds(pin: string, version: string): boolean {
  const [wanted, wantedLocal] = publicAndLocal(pin);
  const [actual, actualLocal] = publicAndLocal(version);
  if (wantedLocal !== undefined && wantedLocal !== actualLocal) return false;
  if (!wanted.endsWith('.*')) return withoutZeros(wanted) === withoutZeros(actual);
  const start = wanted.slice(0, -2);
  return withoutZeros(actual) === withoutZeros(start) || actual.startsWith(`${start}.`);
}

function publicAndLocal(version: string): readonly [string, string | undefined] {
  const [number = '', local] = version.trim().toLowerCase().replace(/^v/, '').split('+');
  return [number, local?.replace(/[-_]/g, '.')];
}

function withoutZeros(version: string): string {
  return version.replace(/^(\d+(?:\.\d+)*?)(?:\.0+)+(?=$|[^\d.]|\.[a-z])/, '$1');
}

function isPath(text: string): boolean {
  return !/^[^/\\:]*@/.test(text) && /[/\\]|\.(whl|zip|tar\.gz)$/.test(text.split(';', 1)[0] ?? text);
}

/** A wheel's name begins with the package's. */
function nameOfFile(text: string): string | undefined {
  const file = /([^/\\]+)\.whl(?:#.*)?$/.exec(text)?.[1];
  const name = file?.split('-')[0];
  return name === undefined || name === '' ? undefined : normalisedName(name);
}
