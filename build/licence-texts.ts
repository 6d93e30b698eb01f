import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licence texts of all packages that files of a bundle come from: their terms want them to go with each copy. */
export function licenceTexts(root: string, inputs: Iterable<string>): string {
  const folders = [...new Set([...inputs].flatMap(packageFolderOf))].sort();
  const parts = folders.map(folder => licenceOf(join(root, ...folder.split('/'))));
  return ['sam3d-install holds code of the packages below, each under its own licence.\n', ...new Set(parts)].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}

/** Of nested packages the innermost: `node_modules/a/node_modules/@b/c/index.js` is of `@b/c`. */
function packageFolderOf(input: string): readonly string[] {
  const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input.replaceAll('\\', '/'));
  return found === null ? [] : [found[0]];
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const names = existsSync(folder)
    ? readdirSync(folder).filter(each => /^(licen[cs]e|notice|copying)/i.test(each))
    : [];
  const texts = names.sort().map(each => readFileSync(join(folder, each), 'utf8').replaceAll('\r\n', '\n').trim());
  if (texts.length === 0 && license === undefined) throw new Error(`${name} says nothing of its licence`);
  return [`${name} ${version} (${license ?? 'see below'})\n`, ...texts.map(text => `${text}\n`)].join('\n');
}
