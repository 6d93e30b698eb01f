import { join } from 'node:path';
import { filesBelow } from './bundle-names.js';
import { packageFolder } from './package-folder.js';
import { readText } from './read-text.js';

/** A file that is written for a node, by its path there. */
export interface Template {
  readonly path: string;
  readonly text: string;
}

const folder = join(packageFolder, 'templates');

/** The files that every new node gets, as they come with the program; `@name@` in them stands for a value. */
export async function nodeTemplates(values: Readonly<Record<string, string>>): Promise<readonly Template[]> {
  const root = join(folder, 'node');
  const paths = await filesBelow(root);
  return Promise.all(
    paths.map(async path => ({ path, text: filled(await template('node', ...path.split('/')), values) })),
  );
}

/** One text of those that come with the program. */
export async function template(...path: readonly string[]): Promise<string> {
  const text = await readText(join(folder, ...path));
  if (!text.ok) throw new Error(`the template ${path.join('/')} cannot be read: ${text.error.code}`);
  return text.value;
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/@([a-z]+)@/g, (all, name: string) => values[name] ?? all);
}
