import { redacted } from '../base/redacted.js';
import type { Failure } from '../model/failure.js';
import type { LockedArtifact } from '../model/lockfile.js';
import { bytesText } from './amount.js';
import { failureText } from './failure-text.js';

/** One address and what became of it: the shape that `lockfile/` gives, which this floor does not see. */
export interface LockLine {
  readonly url: string;
  readonly artifacts: readonly string[];
  readonly kind: 'new' | 'same' | 'changed' | 'absent' | 'gone' | 'failed' | 'disagrees' | 'unused';
  readonly old?: LockedArtifact;
  readonly now?: LockedArtifact;
  readonly taken?: boolean;
  readonly status?: number;
  readonly failure?: Failure;
  readonly got?: string;
  readonly wanted?: string;
  readonly by?: string;
  readonly checksums?: string;
}

/** What a maintainer reads of one address. */
export function lockLines(line: LockLine): readonly string[] {
  const { artifacts, kind, old, now, taken } = line;
  const head = `${kind.padEnd(9)} ${redacted(line.url)}`;
  const names = artifacts.map(artifact => `--update ${artifact}`).join(' ');
  switch (kind) {
    case 'new':
      return [head, ...hashFrom(line.checksums)];
    case 'same':
      return [head];
    case 'changed':
      return [
        `${head}: it was uploaded again`,
        `            old ${entryText(old)}`,
        `            new ${entryText(now)}`,
        ...hashFrom(now?.checksums),
        taken
          ? '            the lock has the new one now'
          : `            the old one stays in the lock; help: see what has changed, then ${names}`,
      ];
    case 'absent':
      return [`${head}: the server answered ${line.status}; it is left out`];
    case 'gone':
      return [
        `${head}: the server answered ${line.status}`,
        taken
          ? '            it is in the lock no more'
          : `            it stays in the lock; help: ${names} takes it out`,
      ];
    case 'failed':
      return [
        head,
        ...(line.failure === undefined ? [] : failureText(line.failure))
          .filter(text => line.checksums === undefined || !text.startsWith('help: '))
          .concat(line.checksums === undefined ? [] : MEND_CHECKSUMS)
          .map(text => `            ${text}`),
      ];
    case 'disagrees':
      return [
        `${head}: it gives other bytes than ${redacted(line.by ?? '')} says; it is left out`,
        `            wanted ${line.wanted}`,
        `            got    ${line.got}`,
      ];
    case 'unused':
      return [`${head}: no host asks it any more; it is left out`];
  }
}

const MEND_CHECKSUMS =
  'help: mend its `checksums` in the manifest, or leave it out: then the file itself is downloaded';

/** Nothing of the file itself was looked at then. */
function hashFrom(checksums: string | undefined): readonly string[] {
  return checksums === undefined ? [] : [`            its hash is the one in ${redacted(checksums)}`];
}

function entryText(entry: LockedArtifact | undefined): string {
  return entry === undefined ? '' : `${entry.sha256}, ${bytesText(entry.size)}`;
}
