import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOfSvg } from '../../build/terminal-svg.js';
import { packageFolder } from '../../engine/host/package-folder.js';

/** The words of a picture of docs/pictures/, line by line. */
export function picture(name: string): readonly string[] {
  return textOfSvg(readFileSync(join(packageFolder, 'docs', 'pictures', `${name}.svg`), 'utf8'));
}

/** What two runs have in common: not the time, the port, the folder, the words of a tool, nor where lines were broken. */
export function commonWords(lines: readonly string[], root: string): string {
  return lines
    .join('\n')
    .replace(/(ended with exit code \d+)\n[^]*?(?=\n +cause: )/g, '$1')
    .replaceAll(root, 'ROOT')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST')
    .replace(/\d{8}-\d{6}-[a-z0-9]{4}/g, 'RUN')
    .replace(/\((?:[\d.]+ (?:s|min|h) ?)+\)/g, '(TIME)')
    .replace(/\s+/g, '');
}
