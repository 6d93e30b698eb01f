import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, type Options } from 'prettier';
import { packageFolder } from '../../../engine/host/package-folder.js';

/** First of all in a page that is made: who edits it would lose the edit. */
export function madeNotice(from: string): string {
  return `<!-- Made by \`npm run docs\` from ${from}: edit that, not this page. -->`;
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Laid out as every other file of the project. */
export function laidOut(markdown: string): Promise<string> {
  const options = JSON.parse(readFileSync(join(packageFolder, '.prettierrc.json'), 'utf8')) as Options;
  return format(markdown, { ...options, parser: 'markdown', embeddedLanguageFormatting: 'off' });
}
