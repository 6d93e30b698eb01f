import type { Answer } from './get.js';
import { retryAfter, worthAnotherTry } from './retry-plan.js';
import { refusedByProxy, type Trouble } from './trouble.js';

/** What an answer means that is not the thing. */
export function statusTrouble(answer: Answer, shown: string, now: number): Trouble {
  if (answer.status === 407) return refusedByProxy(shown, 'the proxy wants a login (407)', '407');
  const notBeforeMs = retryAfter(answer.header('retry-after'), now);
  return {
    failure: { kind: 'http-status', url: shown, status: answer.status },
    again: worthAnotherTry(answer.status),
    ...(notBeforeMs !== undefined && { notBeforeMs }),
  };
}

/** Bytes that were encoded on the way, although we asked for none of it. What is packed itself may be called encoded. */
export function encodingTrouble(answer: Answer, { pathname }: URL, shown: string): Trouble | undefined {
  const encoding = (answer.header('content-encoding') ?? '').trim().toLowerCase();
  if (['', 'identity', 'none'].includes(encoding)) return undefined;
  const isItsOwn = ITS_OWN.some(([name, ending]) => name.test(encoding) && ending.test(pathname));
  if (isItsOwn) return undefined;
  const detail = `${shown} came encoded as ${encoding}, and no hash tells whether the bytes are right`;
  return { failure: { kind: 'policy', rule: 'identity-encoding', detail }, again: false };
}

const ITS_OWN = [
  [/^(x-)?gzip$/, /\.t?gz$/],
  [/^zstd$/, /\.zst$/],
] as const;

/** What the answer says of the number of its bytes. */
export function lengthOf(answer: Answer): number | undefined {
  const length = answer.header('content-length');
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
