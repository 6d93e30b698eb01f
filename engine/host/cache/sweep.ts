import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { badFolder, partialFolder } from './cache-places.js';
import { isOfTheDead, isOfThisSystem, lastingOf } from './partial-names.js';
import { whileIdle } from './while-idle.js';

const DAY = 24 * 60 * 60 * 1000;
/** Longer than any download that still writes: one that is silent for seconds is given up. */
const KEPT_PRIVATE = DAY;
/** What a later run could go on with: who comes back after a week begins again. */
const KEPT_RESUMABLE = 7 * DAY;
const KEPT_BAD = 30 * DAY;

/** Removes what no run will go on with: downloads that were cut short, and entries that were set aside long ago. */
export async function sweep(folder: string, now: number): Promise<void> {
  await drop(partialFolder(folder), (name, age) => {
    return lastingOf(name) !== undefined ? age > KEPT_RESUMABLE : isOfTheDead(name) || age > KEPT_PRIVATE;
  });
  await drop(badFolder(folder), (_, age) => age > KEPT_BAD);

  async function drop(place: string, isUseless: (name: string, age: number) => boolean): Promise<void> {
    const names = await readdir(place).catch(() => []);
    // removing the file of a lock would open a race
    for (const name of names.filter(each => !each.endsWith('.lock'))) {
      const path = join(place, name);
      const seen = await lstat(path).catch(() => undefined);
      if (seen === undefined) continue;
      const lasting = lastingOf(name);
      const drops = () => rm(path, { recursive: true, force: true }).catch(() => undefined);
      const isOld = isUseless(name, now - seen.mtimeMs);
      // one that another process works on is never old: then it is a clock that was put right
      if (isOld && lasting !== undefined && isOfThisSystem(lasting)) await whileIdle(join(place, lasting), drops);
      else if (isOld) await drops();
      else if (seen.size === 0 && lasting === name) await whileIdle(path, () => dropEmpty(path));
    }
  }
}

/** A download that had not yet begun when its process failed: nothing to go on with, unless another one has meanwhile. */
async function dropEmpty(path: string): Promise<void> {
  const seen = await lstat(path).catch(() => undefined);
  if (seen?.size === 0) await rm(path, { force: true }).catch(() => undefined);
}
