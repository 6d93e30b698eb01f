import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { digest } from '../digest.js';

/**
 * Every program that a run starts carries this variable, and what it starts inherits it. So the programs of a run that was
 * killed can be told from all others, by no guess: they go on writing where the next run wants to work.
 */
export const MARK_VARIABLE = 'SAM3D_INSTALL_MARK';
/** And this one, with a value of its own for each program: what it starts is known by it, in whatever group it hides. */
export const CALL_VARIABLE = 'SAM3D_INSTALL_CALL';

/** The mark of the runs that work with this state folder. */
export function processMark(stateFolder: string): string {
  return digest(realPathOf(stateFolder)).slice(0, 32);
}

function realPathOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}

const ASK_MS = 3000;
const LOOK_EVERY_MS = 50;

/**
 * Ends what programs of an earlier run are left; the caller holds the run lock, so no living run owns them.
 * Gives how many there were. Windows shows no other process's environment: there, nothing is found.
 */
export async function endOrphans(mark: string): Promise<number> {
  const found = await markedProcesses(mark);
  if (found.length === 0) return 0;
  signalAll(found, 'SIGTERM');
  if (await allGone(mark, ASK_MS)) return found.length;
  signalAll(await markedProcesses(mark), 'SIGKILL');
  await allGone(mark, ASK_MS);
  return found.length;
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended in the meantime
    }
  }
}

async function allGone(mark: string, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += LOOK_EVERY_MS) {
    if ((await markedProcesses(mark)).length === 0) return true;
    await wait(LOOK_EVERY_MS);
  }
  return false;
}

function markedProcesses(mark: string): Promise<readonly number[]> {
  return processesWith(`${MARK_VARIABLE}=${mark}`);
}

/** Processes that have this entry (NAME=value) in their environment; none where the system does not show it. */
export async function processesWith(entry: string): Promise<readonly number[]> {
  const found =
    process.platform === 'linux' ? await fromProc(entry) : process.platform === 'darwin' ? await fromPs(entry) : [];
  // This process and the one that started it are no orphans, whatever they carry.
  return found.filter(pid => pid !== process.pid && pid !== process.ppid);
}

/** A dead entry of the process table has no environment any more. */
async function fromProc(entry: string): Promise<readonly number[]> {
  const names = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name));
  const marked = await Promise.all(
    names.map(async name => {
      const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(entry) ? [Number(name)] : [];
    }),
  );
  return marked.flat();
}

function fromPs(entry: string): Promise<readonly number[]> {
  return new Promise(resolve => {
    // -E: with the environment, which the system shows of the user's own processes.
    execFile('/bin/ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 }, (_, stdout) => {
      const lines = stdout.split('\n').filter(line => line.split(' ').includes(entry));
      resolve(lines.map(line => Number.parseInt(line, 10)).filter(pid => pid > 1));
    });
  });
}
