import { redacted } from '../base/redacted.js';
import type { Failure } from '../model/failure.js';
import { bytesText } from './amount.js';
import { failureText } from './failure-text.js';

/** One address that was asked: the shape that `lockfile/` gives, which this floor does not see. */
export interface OnlineRow {
  readonly url: string;
  readonly artifacts: readonly string[];
  readonly where: string;
  readonly verdict: {
    readonly kind: string;
    readonly size?: number;
    readonly checked?: 'hash' | 'list' | 'validator' | 'size' | 'nothing';
    readonly to?: string;
    readonly status?: number;
    readonly wanted?: string;
    readonly got?: string;
    readonly failure?: Failure;
  };
}

/** A table: the verdict, whose address it is, the address, and below it what there is to say. */
export function onlineTable(rows: readonly OnlineRow[]): string {
  const width = Math.max(8, ...rows.map(({ artifacts }) => artifacts.join(', ').length));
  return rows
    .flatMap(({ url, artifacts, where, verdict }) => [
      `${verdict.kind.padEnd(11)} ${artifacts.join(', ').padEnd(width)} ${redacted(url)}`,
      ...notesOn(verdict).map(note => `${' '.repeat(13 + width)}${note}`),
      ...(verdict.kind === 'there' ? [] : [`${' '.repeat(13 + width)}used ${where}`]),
    ])
    .join('\n');
}

/** "3 there, 1 gone", in the order in which they are met. */
export function verdictCounts(rows: readonly OnlineRow[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of rows) counts.set(verdict.kind, (counts.get(verdict.kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing to ask';
}

function notesOn({ kind, size, checked, to, status, wanted, got, failure }: OnlineRow['verdict']): readonly string[] {
  if (failure !== undefined) return failureText(failure);
  if (kind === 'there') {
    const amount = size === undefined ? 'size unknown' : bytesText(size);
    return [`${amount}, ${CHECKED[checked ?? 'nothing']}`];
  }
  if (to !== undefined) return [`for good to ${redacted(to)}`];
  if (status !== undefined) return [`the server answered ${status}`];
  return [`wanted ${wanted}`, `got    ${got}`];
}

const CHECKED = {
  hash: 'the hash is right',
  list: 'its publisher says the hash that is known',
  validator: 'the version that was locked',
  size: 'the size is right',
  nothing: 'nothing is known to hold it against',
};
