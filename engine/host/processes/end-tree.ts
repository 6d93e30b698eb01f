import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processesWith, signalAll } from './orphans.js';
import type { Ending, RunningProcess } from './start-process.js';

/** After a kill. A process that waits for a disk or a device ends late, and nobody can hasten it. */
const LONGEST_DYING_MS = 500;

/**
 * Ends a process and all that it started: asks first, kills after `afterMs`. Nothing happens where nothing is left.
 * `entry`: what it started carries this in its environment; with it, those are ended too that left its group.
 */
export async function endTree(
  { pid, ended }: Pick<RunningProcess, 'pid' | 'ended'>,
  { afterMs, entry }: { readonly afterMs: number; readonly entry?: string },
): Promise<Ending> {
  await (process.platform === 'win32' ? endWindowsTree(pid, ended) : endAll({ group: pid, entry }, afterMs));
  return Promise.race([ended, wait(LONGEST_DYING_MS, { signal: 'SIGKILL' }, { ref: false })]);
}

interface Family {
  readonly group: number;
  readonly entry: string | undefined;
}

async function endAll(family: Family, afterMs: number): Promise<void> {
  if (!(await signalFamily(family, 'SIGTERM'))) return;
  if (await isGone(family, afterMs)) return;
  await signalFamily(family, 'SIGKILL');
  if (await isGone(family, LONGEST_DYING_MS)) return;
  // what was started between the look and the kill
  await signalFamily(family, 'SIGKILL');
}

/** False when there is nobody. */
async function signalFamily({ group, entry }: Family, signal: NodeJS.Signals): Promise<boolean> {
  const reached = signalGroup(group, signal);
  const strays = entry === undefined ? [] : await processesWith(entry);
  signalAll(strays, signal);
  return reached || strays.length > 0;
}

/** False when no process of the group is left that a signal can reach. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** By the clock: on a busy machine the looks themselves take their time. */
async function isGone({ group, entry }: Family, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (let pause = 10; ; pause = Math.min(2 * pause, 200)) {
    const isEmpty = !signalGroup(group, 0) || !(await hasLiving(group));
    if (isEmpty && (entry === undefined || (await processesWith(entry)).length === 0)) return true;
    const left = until - performance.now();
    if (left <= 0) return false;
    await wait(Math.min(pause, left));
  }
}

/**
 * Whether any process of the group is more than a dead entry of the process table. Such entries stay for a while, or
 * for ever, where process 1 is no init, as in many containers; a signal reaches them like any other.
 */
async function hasLiving(group: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const entries = await readdir('/proc').catch(() => undefined);
  if (entries === undefined) return true;
  const stats = await Promise.all(
    entries.filter(name => /^\d+$/.test(name)).map(name => readFile(`/proc/${name}/stat`, 'latin1').catch(() => '')),
  );
  return stats.some(stat => {
    // The name before it stands in brackets and may hold anything.
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return processGroup === String(group) && state !== 'Z' && state !== 'X';
  });
}

/** Console programs have no way to be asked; and of a parent that has ended Windows no longer knows the children. */
async function endWindowsTree(pid: number, ended: Promise<unknown>): Promise<void> {
  const STILL_RUNS = Symbol();
  if ((await Promise.race([ended, Promise.resolve(STILL_RUNS)])) !== STILL_RUNS) return;
  const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  await new Promise<void>(resolve => {
    execFile(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, timeout: 10_000 }, () => resolve());
  });
}
