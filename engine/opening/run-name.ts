import { clock } from '../host/clock.js';

/** A name for a run that sorts by time, such as 20260131-235959-x7k2. */
export function newRunName(): string {
  const time = new Date(clock.now()).toISOString().replaceAll(/[-:]/g, '').slice(0, 15).replace('T', '-');
  const tail = Math.floor(clock.random() * 36 ** 4);
  return `${time}-${tail.toString(36).padStart(4, '0')}`;
}
