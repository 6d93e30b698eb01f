import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import { statusTrouble } from './answer-trouble.js';
import type { Patience } from './fetch-source.js';
import type { Answer } from './get.js';
import { request, type Request } from './request.js';
import { delayBefore } from './retry-plan.js';

/** Hands on what a server gives, whatever its status: to libraries that have a way to the network of their own. */
export interface Streams {
  stream(url: string, signal: AbortSignal): Promise<Result<Answer, Failure>>;
}

/** A GET that is tried again until it is answered; what breaks off later is for who reads it to tell. */
export async function streamUrl(
  url: URL,
  asking: Omit<Request, 'headers' | 'method' | 'onRedirect'>,
  { tries, clock }: Patience,
): Promise<Result<Answer, Failure>> {
  for (let made = 1; ; made++) {
    const answer = await request(url, { ...asking, headers: {} });
    if (asking.signal.aborted) return err({ kind: 'cancelled' });
    const trouble = answer.ok ? statusTrouble(answer.value, asking.shown, clock.now()) : answer.error;
    if (made >= tries || !trouble.again) {
      if (answer.ok) return ok(answer.value);
      const { failure } = trouble;
      return err(failure.kind === 'unreachable' ? { ...failure, tries: made } : failure);
    }
    if (answer.ok) answer.value.drop();
    await clock.sleep(delayBefore(made + 1, clock, trouble), asking.signal);
  }
}
