import { constants } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { openPlain, WRITE_ANEW } from './open-plain.js';

/** More than all stretches of any file need. */
const LONGEST = 1024 * 1024;

/** What is kept beside a partial file, so that another run can go on with it. */
export interface PartialNotes {
  /** Digest of the URL that it came from: a validator means nothing to another server. */
  readonly source: string;
  /** The server's name for this version of the file. */
  readonly validator: string;
  readonly total: number;
  /** [from, up to where the bytes are there] of each stretch, in order. */
  readonly stretches: readonly (readonly [number, number])[];
}

function notesPath(partial: string): string {
  return `${partial}.json`;
}

export async function writeNotes(partial: string, notes: PartialNotes): Promise<void> {
  const path = notesPath(partial);
  await writeFile(`${path}.new`, JSON.stringify(notes), { mode: 0o600, flag: WRITE_ANEW });
  await rename(`${path}.new`, path);
}

/** Undefined when there are none, or anything about them is odd. */
export async function readNotes(partial: string): Promise<PartialNotes | undefined> {
  try {
    const notes = JSON.parse(await textOf(notesPath(partial))) as PartialNotes;
    return isSound(notes) ? notes : undefined;
  } catch {
    return undefined;
  }
}

export async function dropNotes(partial: string): Promise<void> {
  await rm(notesPath(partial), { recursive: true, force: true });
}

async function textOf(path: string): Promise<string> {
  const handle = await openPlain(path, constants.O_RDONLY);
  try {
    const { size } = await handle.stat();
    return size > LONGEST ? '' : await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function isSound({ source, validator, total, stretches }: PartialNotes): boolean {
  if (typeof source !== 'string' || !/^"[^"]*"$/.test(validator) || !Number.isSafeInteger(total)) return false;
  let before = 0;
  for (const [index, [from, at]] of stretches.entries()) {
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(at)) return false;
    if (index === 0 ? from !== 0 : from <= before) return false;
    if (at < from || at > (stretches[index + 1]?.[0] ?? total)) return false;
    before = from;
  }
  return stretches.length > 0;
}
