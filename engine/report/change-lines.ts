import { redacted } from '../base/redacted.js';
import { printable } from './printable.js';

export interface ShownChange {
  readonly of: string;
  readonly before?: string;
  readonly after?: string;
  /** Such as "on linux-64". */
  readonly where: string;
}

/** Short values on one line; addresses before and after on two, below a line for all that change together. */
export function changeLines(changes: readonly ShownChange[], unicode: boolean): readonly string[] {
  const text = (foreign = '(none)') => printable(redacted(foreign), { unicode });
  let head = '';
  return changes.flatMap(change => {
    const { of, where } = change;
    const isLong = `${change.before ?? ''}${change.after ?? ''}`.includes('://');
    if (!isLong) {
      const { before, after } = shortened(change);
      return [`  ${text(of)}: ${text(before)} -> ${text(after)} (${where})`];
    }
    const above = `  ${text(of)} (${where})`;
    const isSame = above === head;
    head = above;
    return [...(isSame ? [] : [above]), `    - ${text(change.before)}`, `    + ${text(change.after)}`];
  });
}

/** A line has room for this much of each of the two. */
const ROOM = 60;
/** What stays on either side of what differs, so that it is found again. */
const AROUND = 12;

/** Of long texts the part that differs: both begin and end alike. */
function shortened({ before, after }: ShownChange): Pick<ShownChange, 'before' | 'after'> {
  if (before === undefined || after === undefined || Math.max(before.length, after.length) <= ROOM) {
    return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const cut = (whole: string) => {
    const [from, to] = [Math.max(0, start - AROUND), Math.min(whole.length, whole.length - end + AROUND)];
    return `${from > 0 ? '...' : ''}${whole.slice(from, to)}${to < whole.length ? '...' : ''}`;
  };
  return { before: cut(before), after: cut(after) };
}
