import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Patience } from './fetch-source.js';
import { request, type Request } from './request.js';
import { delayBefore, worthAnotherTry } from './retry-plan.js';
import { Lapse, troubleOf, type Trouble } from './trouble.js';

type Reading = Omit<Request, 'headers' | 'method' | 'onRedirect'> & { readonly mostBytes: number };

/** A text that is read now and kept nowhere, such as the list of an index. Asked again as a download is. */
export async function readUrl(
  url: URL,
  reading: Reading,
  { tries, clock }: Patience,
): Promise<Result<string, Failure>> {
  for (let made = 1; ; made++) {
    const got = await readOnce(url, reading);
    if (reading.signal.aborted) return err({ kind: 'cancelled' });
    if (got.ok) return got;
    const { failure, again, ...limits } = got.error;
    if (!again || made >= tries) return err(failure.kind === 'unreachable' ? { ...failure, tries: made } : failure);
    await clock.sleep(delayBefore(made + 1, clock, limits), reading.signal);
  }
}

async function readOnce(url: URL, reading: Reading): Promise<Result<string, Trouble>> {
  const answer = await request(url, { ...reading, headers: {} });
  if (!answer.ok) return answer;
  const { status } = answer.value;
  if (status !== 200) {
    answer.value.drop();
    return err({ failure: { kind: 'http-status', url: reading.shown, status }, again: worthAnotherTry(status) });
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const { bytes: piece, release } of answer.value.body()) {
      bytes += piece.length;
      if (bytes > reading.mostBytes) throw new Lapse('stall', `it gives more than ${reading.mostBytes} bytes`);
      pieces.push(Buffer.from(piece));
      release();
    }
    return ok(Buffer.concat(pieces).toString('utf8'));
  } catch (error) {
    return err(troubleOf(error, reading.shown));
  }
}
