import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { digest } from '../digest.js';
import { systemCode } from '../system-code.js';

/** A name that no other download has, and that tells who writes it. */
export function partialName(): string {
  return `${thisSystem()}-${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** Whether the process that a file is named after is no more; false where that cannot be seen from here, as on another host. */
export function isOfTheDead(name: string): boolean {
  const [system, pid] = name.split('-');
  if (system !== thisSystem() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
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
