import type { Progress } from '../model/ports.js';
import { bytesText, durationText } from './amount.js';

/** "downloading 3.1 MB of 8.0 MB, 1.2 MB/s, 4.1 s left": speed and time left only when there is enough to tell them. */
export function progressText({ phase, done, total, unit }: Progress, elapsedMs: number): string {
  if (unit === 'files') return total === undefined ? `${phase} ${done} files` : `${phase} ${done} of ${total} files`;
  const amount = total === undefined ? bytesText(done) : `${bytesText(done)} of ${bytesText(total)}`;
  if (elapsedMs < 1000 || done === 0) return `${phase} ${amount}`;
  const perSecond = (done / elapsedMs) * 1000;
  const left = total === undefined || total < done ? '' : `, ${durationText(((total - done) / perSecond) * 1000)} left`;
  return `${phase} ${amount}, ${bytesText(perSecond)}/s${left}`;
}
