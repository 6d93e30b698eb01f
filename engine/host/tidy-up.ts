import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEntry } from '../model/journal.js';
import { artifactCache } from './cache/artifact-cache.js';
import { dropOldLogs } from './logs/logs-of-runs.js';
import { endOrphans, processMark } from './processes/orphans.js';

/** Logs of older runs are of use to nobody, and each may have megabytes. */
const KEPT_RUNS = 30;

/** Where things are made before they are moved into place. Whatever is there when a run begins was left by one that was cut short. */
export function stagingFolder(stateFolder: string): string {
  return join(stateFolder, 'staging');
}

export interface Untidy {
  readonly stateFolder: string;
  readonly cacheFolder: string;
}

/** What a run does before its first step, holding the run lock: ends and removes what an earlier one that was killed has left. */
export async function tidyUp({ stateFolder, cacheFolder }: Untidy, history: readonly JournalEntry[]): Promise<void> {
  if (wasCutShort(history)) await endOrphans(processMark(stateFolder));
  await rm(stagingFolder(stateFolder), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  await artifactCache(cacheFolder).sweep();
  await dropOldLogs(stateFolder, KEPT_RUNS);
}

/** Whether the last run did not come to its own end. Only then processes are looked for. */
export function wasCutShort(history: readonly JournalEntry[]): boolean {
  return history.findLast(({ type }) => type === 'run-started' || type === 'run-finished')?.type === 'run-started';
}
