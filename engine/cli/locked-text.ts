import type { Locked } from '../desk/lock-manifest.js';
import { countText } from '../report/amount.js';
import { lockLines } from '../report/lock-lines.js';

/** What became of every address of a lock, and of its file. */
export function lockedText(
  { file, verdicts, entries, changed }: Locked,
  { dryRun }: { readonly dryRun: boolean },
): string {
  const done = changed ? (dryRun ? 'would be written' : 'written') : 'as it was';
  return [...verdicts.flatMap(lockLines), `${file}: ${done}, ${countText(entries, 'file')}`].join('\n');
}

/** Whether something of it is left for the maintainer to settle. */
export function isUnsettled({ verdicts }: Locked): boolean {
  return verdicts.some(
    verdict =>
      verdict.kind === 'failed' ||
      verdict.kind === 'disagrees' ||
      ((verdict.kind === 'changed' || verdict.kind === 'gone') && !verdict.taken),
  );
}
