import type { Progress } from '../model/ports.js';
import { bytesText, countText, roundDurationText } from './amount.js';

/** "download 3.1 MB of 8.0 MB, 1.2 MB/s, 4 s left": speed and time left only where they are known. */
export function progressText({ phase, done, total, unit }: Progress, perSecond?: number): string {
  if (unit === 'files')
    return total === undefined
      ? `${phase} ${countText(done, 'file')}`
      : `${phase} ${done} of ${countText(total, 'file')}`;
  const amount = total === undefined ? bytesText(done) : `${bytesText(done)} of ${bytesText(total)}`;
  if (perSecond === undefined || perSecond <= 0 || (total !== undefined && done >= total)) return `${phase} ${amount}`;
  const left = total === undefined ? '' : `, ${secondsText(((total - done) / perSecond) * 1000)} left`;
  return `${phase} ${amount}, ${bytesText(perSecond)}/s${left}`;
}

/** 1700 → "1 s": for what is shown while it counts, where tenths only flicker. */
export function secondsText(ms: number): string {
  return roundDurationText(Math.floor(Math.max(ms, 0) / 1000) * 1000);
}
