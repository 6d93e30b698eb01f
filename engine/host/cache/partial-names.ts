import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { digest } from '../digest.js';
import { systemCode } from '../system-code.js';

/** A name that no other download has, and that tells who writes it. */
export function partialName(): string {
  return `${thisSystem()}-${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** Longer than any download that still writes: one that is silent for seconds is given up. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Removes the downloads of processes that are no more. Whose end cannot be seen from here, as on another host, counts as ended after a day. */
export async function sweepPartials(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (isOfTheDead(name) || (await isAbandoned(path))) await rm(path, { force: true }).catch(() => undefined);
  }
}

function isOfTheDead(name: string): boolean {
  const [system, pid] = name.split('-');
  if (system !== thisSystem() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS;
}

/** Numbers of processes mean something on one host only, and there in one container. */
function thisSystem(): string {
  return digest(`${hostname()} ${processSpace()}`).slice(0, 8);
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
