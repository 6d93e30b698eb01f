import type { Version } from '../cache/partial-file.js';
import type { Answer } from './get.js';

export const DOUBT = 'the server does not continue the download where it stopped';

/** What is asked for, as it was when it was asked: a stretch may be shared with another connection meanwhile. */
export interface Range {
  readonly next: number;
  /** The first byte behind it. */
  readonly to: number;
}

/** If-Range: when the thing has changed meanwhile, the server sends all of it. */
export function rangeHeaders({ next, to }: Range, { validator, total }: Version): Readonly<Record<string, string>> {
  const end = to === total ? '' : String(to - 1);
  return { range: `bytes=${next}-${end}`, 'if-range': validator };
}

/** Whether an answer is exactly the range that was asked for, of the same version; which it has to say where no hash will tell. */
export function continues(
  answer: Answer,
  asked: Range,
  { validator, total, isHashed }: Version & { readonly isHashed: boolean },
): boolean {
  const [, from, to, of] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.header('content-range') ?? '') ?? [];
  const said = answer.header('etag');
  const sameVersion = said === validator || (said === undefined && isHashed);
  const exact = Number(from) === asked.next && Number(to) === asked.to - 1 && Number(of) === total;
  const encoding = answer.header('content-encoding') ?? 'identity';
  return sameVersion && exact && encoding === 'identity';
}
