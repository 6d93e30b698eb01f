import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { digest } from '../digest.js';
import { systemCode } from '../system-code.js';

/** A name that no other download has, and that tells who writes it. */
export function partialName(): string {
  return `${thisSystem()}-${process.pid}-${randomBytes(8).toString('hex')}`;
}

/**
 * The name of a download that later runs go on with. A lock holds on one system, but a cache may be shared by several,
 * as a home folder on a network is: each has a file of its own, or one would write into what another has checked.
 */
export function lastingName(sha256: string): string {
  return `${sha256}-${thisSystem()}`;
}

/** The download that a file belongs to, such as its notes, by its lasting name; undefined where it is no lasting one. */
export function lastingOf(name: string): string | undefined {
  return /^([0-9a-f]{64}(?:-[0-9a-f]{8})?)(?:\.json(?:\.new)?)?$/.exec(name)?.[1];
}

/** Whether the lock of a lasting download says something here: it does not of one on another system. */
export function isOfThisSystem(lasting: string): boolean {
  const [, system = thisSystem()] = lasting.split('-');
  return system === thisSystem();
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

/** Numbers of processes and locks mean something on one host only, and there in one container. */
function thisSystem(): string {
  return digest(`${hostname()} ${space('pid')} ${space('net')}`).slice(0, 8);
}

function space(kind: 'pid' | 'net'): string {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`);
  } catch {
    return '';
  }
}
