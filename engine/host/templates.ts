import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from './built-in.js';

/** A file that is written for a node, by its path there. */
export interface Template {
  readonly path: string;
  readonly text: string;
}

const folder = join(packageFolder, 'templates');

/** The files that every new node gets, as they come with the program; `@name@` in them stands for a value. */
export async function nodeTemplates(values: Readonly<Record<string, string>>): Promise<readonly Template[]> {
  const root = join(folder, 'node');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return Promise.all(
    paths
      .sort()
      .map(async path => ({ path: path.slice(root.length + 1), text: filled(await readFile(path, 'utf8'), values) })),
  );
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/@([a-z]+)@/g, (all, name: string) => values[name] ?? all);
}
