import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { certificatesIn } from '../host/environment/certificates.js';
import { foreignSpelling } from '../host/files/foreign-spelling.js';
import { systemName } from '../host/system-name.js';

/** An address, and what is asked in its place. */
export interface Mirror {
  readonly from: string;
  readonly to: string;
}

/** An empty one would be the current folder, which is hardly what an unset variable of a script means. */
export function folder(text: string): string {
  if (text === '') throw new InvalidArgumentError('Name a folder.');
  const foreign = foreignSpelling(text, systemName);
  if (foreign !== undefined) {
    const { of, meant } = foreign;
    const here = of === 'Windows' ? 'in WSL it is' : 'Windows calls it';
    throw new InvalidArgumentError(`It is a path of ${of}; ${here} ${meant}`);
  }
  return text;
}

/** A file that has some. */
export function certificates(text: string): string {
  const path = resolve(text);
  const found = certificatesIn(path);
  if (found.length === 0) throw new InvalidArgumentError('It is no file with certificates in PEM.');
  return path;
}

/** `name=value`, as often as it is said. */
export function pairs(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  return new Map([...before, ...several(text, /\s+(?=[^\s=]+=)/).map(pair)]);
}

/** `FROM=TO`, as often as it is said. */
export function mirrors(text: string, before: readonly Mirror[] = []): readonly Mirror[] {
  return [...before, ...several(text, /\s+(?=https?:\/\/)/).map(mirror)];
}

/** Said more than once, all of it counts. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...several(text, /\s+/)];
}

/** A flag is given as often as is wanted, but its variable only once: there the next value comes after a space. */
function several(text: string, between: RegExp): readonly string[] {
  return text.trim().split(between);
}

function mirror(text: string): Mirror {
  const [from = '', to = ''] = text.split(/=(.*)/s);
  // a repository may be mirrored in a folder: git reads it there
  if (!/^https?:\/\/[^/]/.test(from) || !/^(https?:\/\/[^/]|file:\/\/\/)/.test(to)) {
    throw new InvalidArgumentError(
      'Write it as FROM=TO: an https:// or http:// address, and another or a file:/// one.',
    );
  }
  return { from, to };
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('Write it as name=value.');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** How many, none included. */
export function kept(text: string): number {
  return text === '0' ? 0 : count(text);
}

/** How many, one at least. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 999.');
  return Number(text);
}
