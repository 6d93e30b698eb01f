import { redacted } from '../base/redacted.js';
import { printable } from './printable.js';

export interface ShownChange {
  readonly of: string;
  readonly before?: string;
  readonly after?: string;
  /** Such as "on linux-64". */
  readonly where: string;
}

/** Short values on one line, addresses before and after on two. */
export function changeLines(changes: readonly ShownChange[], unicode: boolean): readonly string[] {
  const text = (foreign = '(none)') => printable(redacted(foreign), { unicode });
  return changes.flatMap(({ of, before, after, where }) => {
    const isLong = `${before ?? ''}${after ?? ''}`.includes('://');
    if (!isLong) return [`  ${text(of)}: ${text(before)} -> ${text(after)} (${where})`];
    return [`  ${text(of)} (${where})`, `    - ${text(before)}`, `    + ${text(after)}`];
  });
}
