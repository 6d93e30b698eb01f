import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry } from '../../model/journal.js';
import type { Clock, Files } from '../../model/ports.js';
import { stampOf } from '../../model/stamp.js';
import { madePaths } from '../../remove/made-paths.js';
import type { JournalView } from './journal.js';
import { entryLine, VERSION_LINE } from './journal-text.js';
import { makeFolder } from '../files/make-folder.js';
import { moveIntoPlace } from '../files/move-into-place.js';
import { summedUp } from './summed-up.js';
import { stagingFolder } from '../tidy-up.js';
import { keptRuns } from '../way-back/kept-store.js';

export interface ShortenScene {
  readonly stateFolder: string;
  readonly files: Pick<Files, 'stat'>;
  readonly clock: Clock;
  /** Entries that no journal is too long for. */
  readonly enough?: number;
}

const ENOUGH = 1000;
/** Entries for each step, on the average, that it takes to be too long. */
const MANY = 20;

/**
 * Puts a short journal in the place of one that many runs have made long: made aside, durable, renamed. The journal is
 * closed, and the caller holds the run lock. Whatever fails, the long one stands and serves as well.
 */
export async function shortenJournal(journal: JournalView, scene: ShortenScene): Promise<void> {
  const { stateFolder, clock, enough = ENOUGH } = scene;
  const entries = journal.history();
  if (entries.length <= Math.max(enough, MANY * journal.records().size)) return;
  // what is changing places asks for runs of its own
  if (await stat(join(stateFolder, 'exchange.json')).catch(() => undefined)) return;
  const stamps = await stampsOf([...madePaths(entries).keys()], scene);
  const standsAs = (path: string) => stamps.get(path) ?? 'gone';
  const sum = summedUp(entries, { kept: await keptRuns(stateFolder), standsAs, at: clock.now() });
  if (sum !== undefined) await replace(sum, stateFolder).catch(() => undefined);
}

async function stampsOf(paths: readonly string[], { files }: ShortenScene): Promise<ReadonlyMap<string, string>> {
  const stamps = new Map<string, string>();
  for (const path of paths) stamps.set(path, stampOf(await files.stat(path)));
  return stamps;
}

async function replace(sum: JournalEntry, stateFolder: string): Promise<void> {
  const staging = stagingFolder(stateFolder);
  await makeFolder(staging);
  const aside = join(staging, 'journal.ndjson');
  const file = await open(aside, 'w', 0o644);
  try {
    await file.writeFile(`${VERSION_LINE}\n${entryLine(sum)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveIntoPlace(aside, join(stateFolder, 'journal.ndjson'));
}
