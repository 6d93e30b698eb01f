import { constants } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../../base/result.js';
import { BrokenArchive } from '../broken-archive.js';
import type { Members } from './check-listed.js';
import type { PackageFacts, Placeholder } from './package-facts.js';
import { LARGEST, tooLarge, withPrefix } from './with-prefix.js';

/**
 * Writes the prefix into the files that were built for another. Which prefix is meant is told by the place: where a file's
 * path in the target ends in its path in the package, the folder above is the prefix. A file that goes elsewhere has none:
 * a text that names one is then refused, since a script's first line or a setting would lead to a folder that is on no
 * machine. A program is kept as it is, and that is said: what is built into one are places of defaults (certificates,
 * locales), single static programs are published to be taken out just so, and their published hash is of these bytes.
 */
export async function relocate(
  { placeholders }: PackageFacts,
  { tree, taken }: Pick<Members, 'tree' | 'taken'>,
  { into, rest }: { readonly into: string; readonly rest: () => void },
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const [path, placeholder] of placeholders) {
    const there = taken.get(path);
    if (there?.kind !== 'file') continue;
    rest();
    const prefix = prefixMeant(path, `${into.replaceAll('\\', '/')}/${there.place}`);
    if (prefix !== undefined) await rewrite(join(tree, there.place), path, { placeholder, prefix, tree });
    else if (placeholder.mode === 'text') throw new BrokenArchive(NO_PREFIX, path);
    else notes.push(`${path} is kept as it was built, for another prefix: no prefix is meant where it goes`);
  }
  return notes;
}

const NO_PREFIX =
  'the prefix that it was built for is written in it, and none is meant where it goes: install the package with the conda action';
const REMEDY = 'install the package with the conda action, or into a folder with a short and plain path';

function prefixMeant(path: string, place: string): string | undefined {
  return place.endsWith(`/${path}`) ? place.slice(0, -path.length - 1) : undefined;
}

interface Rewriting {
  readonly placeholder: Placeholder;
  readonly prefix: string;
  readonly tree: string;
}

/** As a new file, since the old one may have a second name in the package that is not to change. */
async function rewrite(file: string, path: string, { placeholder, prefix, tree }: Rewriting): Promise<void> {
  const aside = join(dirname(tree), 'rewritten');
  const old = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size, mode } = await old.stat();
    const fresh = size > LARGEST ? err(tooLarge()) : freshBytes(await old.readFile(), placeholder, prefix);
    if (!fresh.ok) throw new BrokenArchive(`it cannot be given its new prefix: ${fresh.error}; ${REMEDY}`, path);
    await writeNew(aside, fresh.value, mode);
  } finally {
    await old.close();
  }
  await rename(aside, file);
}

async function writeNew(path: string, bytes: Buffer, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode & 0o777);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

/** Programs of Windows find what they need beside them, and conda leaves them as they are; but for one that starts a script. */
function freshBytes(bytes: Buffer, placeholder: Placeholder, prefix: string): Result<Buffer, string> {
  const isWindowsProgram = placeholder.mode === 'binary' && bytes.toString('latin1', 0, 2) === 'MZ';
  if (!isWindowsProgram) return withPrefix(bytes, placeholder, { prefix });
  return bytes.includes(`#!${placeholder.path}`) ? err('it starts a script by its prefix') : ok(bytes);
}
