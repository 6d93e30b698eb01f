import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIT_TEXT } from './mit-text.js';

/** The licence texts of all packages that files of a bundle come from: their terms want them to go with each copy. */
export function licenceTexts(root: string, inputs: Iterable<string>): string {
  const files = [...inputs];
  const folders = [...new Set(files.flatMap(packageFolderOf))].sort();
  const parts = folders.map(folder => {
    const own = files.filter(file => packageFolderOf(file)[0] === folder);
    return licenceOf(join(root, ...folder.split('/')), { sources: own.map(file => join(root, file)) });
  });
  return ['sam3d-install holds code of the packages below, each under its own licence.\n', ...new Set(parts)].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}

/** Of nested packages the innermost: `node_modules/a/node_modules/@b/c/index.js` is of `@b/c`. */
function packageFolderOf(input: string): readonly string[] {
  const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input.replaceAll('\\', '/'));
  return found === null ? [] : [found[0]];
}

interface Named {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
  readonly contributors?: readonly (string | { readonly name: string })[];
}

function licenceOf(folder: string, { sources }: { readonly sources: readonly string[] }): string {
  const named = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Named;
  const { name, version, license } = named;
  const names = existsSync(folder)
    ? readdirSync(folder).filter(each => /^(licen[cs]e|notice|copying)/i.test(each))
    : [];
  const shipped = names.sort().map(each => readFileSync(join(folder, each), 'utf8').replaceAll('\r\n', '\n').trim());
  const texts = shipped.length > 0 ? shipped : unshipped(named, sources);
  return [`${name} ${version} (${license ?? 'see below'})\n`, ...texts.map(text => `${text}\n`)].join('\n');
}

/** A package that comes without a text names its licence and its authors; what else it holds, its code says in comments. */
function unshipped({ name, license, author, contributors = [] }: Named, sources: readonly string[]): readonly string[] {
  if (license !== 'MIT') throw new Error(`${name} comes without the text of its licence (${license ?? 'none named'})`);
  const people = [...(author === undefined ? [] : [author]), ...contributors].map(each =>
    typeof each === 'string' ? each : each.name,
  );
  const holders = [...new Set(people.map(each => each.replace(/ *[<(].*$/, '')))];
  if (holders.length === 0) throw new Error(`${name} comes without the text of its licence, and names no author`);
  return [`Copyright (c) ${holders.join(', ')}`, ...noticesIn(sources), MIT_TEXT];
}

/** Comments that are to stay, of those that speak of a licence. */
function noticesIn(sources: readonly string[]): readonly string[] {
  const comments = sources.flatMap(file => readFileSync(file, 'utf8').match(/\/\*![^]*?\*\//g) ?? []);
  const notices = comments.filter(comment => /licen[cs]e/i.test(comment));
  const words = notices.map(notice =>
    notice
      .replace(/^\/\*!|\*\/$/g, '')
      .replace(/^\s*\* ?/gm, '')
      .trim(),
  );
  return [...new Set(words)];
}
