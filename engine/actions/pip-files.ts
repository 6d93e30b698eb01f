import type { LookContext } from '../model/action.js';
import { fromRoot } from './inside-root.js';

/** What pip's own files say: a requirements file's lines, and the text of all of them, by which a change is seen. */
export interface PipFiles {
  readonly requirements: readonly string[];
  readonly text: string;
}

export async function readPipFiles(
  { requirements, constraints = [] }: PipFileNames,
  context: LookContext,
): Promise<PipFiles> {
  const lists = requirements === undefined ? [] : [requirements];
  const texts = await Promise.all([...lists, ...constraints.filter(isFile)].map(path => textAt(path, context)));
  return { requirements: lists.length === 0 ? [] : requirementsIn(texts[0] ?? ''), text: texts.join('\0') };
}

interface PipFileNames {
  readonly requirements?: string | undefined;
  readonly constraints?: readonly string[] | undefined;
}

/** Among constraints: a file, where the others are packages with versions. */
export function isFile(constraint: string): boolean {
  return constraint.endsWith('.txt');
}

/** What cannot be read is empty here: pip says what is wrong with it. */
async function textAt(path: string, context: LookContext): Promise<string> {
  const text = await context.files.readText(fromRoot(path, context));
  return text.ok ? text.value : '';
}

/** Lines that name a package or an address, without comments, options, and what is continued on a next line. */
function requirementsIn(text: string): readonly string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map(line =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replace(/\s--.*$/, '')
        .trim(),
    )
    .filter(line => line !== '' && !line.startsWith('-'));
}
