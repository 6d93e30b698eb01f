import { readFile, rename, writeFile } from 'node:fs/promises';

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

export function notesPath(partial: string): string {
  return `${partial}.json`;
}

export async function writeNotes(partial: string, notes: PartialNotes): Promise<void> {
  const path = notesPath(partial);
  await writeFile(`${path}.new`, JSON.stringify(notes), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Undefined when there are none, or anything about them is odd. */
export async function readNotes(partial: string): Promise<PartialNotes | undefined> {
  try {
    const notes = JSON.parse(await readFile(notesPath(partial), 'utf8')) as PartialNotes;
    return isSound(notes) ? notes : undefined;
  } catch {
    return undefined;
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
