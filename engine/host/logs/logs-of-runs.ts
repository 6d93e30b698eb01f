import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface LoggedRun {
  readonly run: string;
  readonly folder: string;
  /** Steps with a log, sorted. */
  readonly steps: readonly string[];
}

/** The runs that have logs, the newest first. */
export async function loggedRuns(stateFolder: string): Promise<readonly LoggedRun[]> {
  const folder = logsFolder(stateFolder);
  const runs = await Promise.all((await namesIn(folder)).map(async run => loggedRun(run, join(folder, run))));
  return runs
    .filter(run => run !== undefined)
    .sort((a, b) => b.changed - a.changed || (a.run < b.run ? 1 : -1))
    .map(({ run, folder, steps }) => ({ run, folder, steps }));
}

/** The newest log of a step, or undefined. */
export async function latestLog(stateFolder: string, step: string): Promise<string | undefined> {
  const run = (await loggedRuns(stateFolder)).find(({ steps }) => steps.includes(step));
  return run === undefined ? undefined : join(run.folder, logFileName(step));
}

/** The log that a run has of a step, or undefined. */
export async function logOfRun(stateFolder: string, run: string, step: string): Promise<string | undefined> {
  const found = (await loggedRuns(stateFolder)).find(logged => logged.run === run && logged.steps.includes(step));
  return found === undefined ? undefined : join(found.folder, logFileName(step));
}

/** Removes the logs of all runs but the newest `keep`. */
export async function dropOldLogs(stateFolder: string, keep: number): Promise<void> {
  for (const { folder } of (await loggedRuns(stateFolder)).slice(keep)) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

export function logsFolder(stateFolder: string): string {
  return join(stateFolder, 'logs');
}

const EXTENSION = '.log';
/** Windows takes these for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)_*$/i;

export function logFileName(step: string): string {
  return `${DEVICE.test(step) ? `${step}_` : step}${EXTENSION}`;
}

function stepOf(fileName: string): string {
  const name = fileName.slice(0, -EXTENSION.length);
  return DEVICE.test(name) ? name.slice(0, -1) : name;
}

async function loggedRun(run: string, folder: string): Promise<(LoggedRun & { readonly changed: number }) | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) return undefined;
  const names = (await namesIn(folder)).filter(name => name.endsWith(EXTENSION));
  // A folder changes when a log is made in it, and runs come one after another.
  return { run, folder, steps: names.map(stepOf).sort(), changed: found.mtimeMs };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
