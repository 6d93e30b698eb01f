import type { LockHolder } from './holder.js';

/** This process, doing what the user calls so. */
export function thisHolder(command: string): LockHolder {
  return { pid: process.pid, command, since: Date.now() };
}
