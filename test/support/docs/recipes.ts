import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../../engine/host/package-folder.js';

/** A part of a page, from one heading to the next. */
export interface Recipe {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A fenced block. `marker` is what the comment before it says, such as "file: my-node.yaml". */
export interface Block {
  readonly language: string;
  readonly text: string;
  readonly marker?: string;
}

const BLOCK = /(?:<!-- ([^\n]+?) -->\n\n)?```(\w*)\n([\s\S]*?)```/g;

export function pageText(file: string): string {
  return readFileSync(join(packageFolder, 'docs', file), 'utf8');
}

export function recipesOf(page: string): readonly Recipe[] {
  return page.split(/^## /m).flatMap(part => {
    const title = part.split('\n')[0] ?? '';
    const blocks = [...part.matchAll(BLOCK)].map(([, marker, language = '', text = '']) => ({
      language,
      text,
      ...(marker !== undefined && { marker }),
    }));
    return blocks.length === 0 ? [] : [{ title, blocks }];
  });
}

/** A command of a session, and all that is printed. */
export interface Said {
  readonly command: string;
  readonly said: string;
}

/** `$ command`, and below it what is printed. */
export function sessionOf(text: string): readonly Said[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map(part => {
      const [command = '', ...lines] = part.split('\n');
      return { command, said: lines.join('\n') };
    });
}

/** A session as it is written. */
export function sessionText(said: readonly Said[]): string {
  return said.map(({ command, said: text }) => `$ ${command}\n${text}`).join('');
}
