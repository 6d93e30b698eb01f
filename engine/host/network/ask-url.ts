import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { UrlAnswer } from '../../model/ports.js';
import type { Patience } from './fetch-source.js';
import type { Answer } from './get.js';
import { request, type Request } from './request.js';
import { delayBefore, retryAfter, worthAnotherTry } from './retry-plan.js';
import type { Trouble } from './trouble.js';

type Asking = Omit<Request, 'headers' | 'method' | 'onRedirect'>;

/** What a server says of a thing: HEAD, and where that says too little a GET for its first byte. Asked again as a download is. */
export async function askUrl(
  url: URL,
  asking: Asking,
  { tries, clock }: Patience,
): Promise<Result<UrlAnswer, Failure>> {
  for (let made = 1; ; made++) {
    const said = await askOnce(url, asking);
    if (asking.signal.aborted) return err({ kind: 'cancelled' });
    const later = said.ok ? laterOf(said.value, clock.now()) : said.error;
    if (later?.again !== true || made === tries) {
      if (said.ok) return ok(said.value.answer);
      const { failure } = said.error;
      return err(failure.kind === 'unreachable' ? { ...failure, tries: made } : failure);
    }
    await clock.sleep(delayBefore(made + 1, clock, later), asking.signal);
  }
}

interface Said {
  readonly answer: UrlAnswer;
  readonly retryAfter: string | undefined;
}

function laterOf({ answer, retryAfter: header }: Said, now: number): Pick<Trouble, 'again' | 'notBeforeMs'> {
  const notBeforeMs = retryAfter(header, now);
  return { again: worthAnotherTry(answer.status), ...(notBeforeMs !== undefined && { notBeforeMs }) };
}

async function askOnce(url: URL, asking: Asking): Promise<Result<Said, Trouble>> {
  let movedTo: string | undefined;
  const onRedirect = (status: number, to: URL) => {
    // what is only for now, such as a signed address, is no place to name in a manifest
    if (status === 301 || status === 308) movedTo = to.href;
  };
  const moved = () => movedTo !== undefined && { movedTo };
  const head = await request(url, { ...asking, onRedirect, method: 'HEAD', headers: {} });
  if (head.ok) head.value.drop();
  if (head.ok && head.value.status === 200 && sizeOf(head.value) !== undefined) {
    return ok({ answer: { ...answerOf(head.value), ...moved() }, retryAfter: undefined });
  }
  movedTo = undefined;
  const first = await request(url, { ...asking, onRedirect, headers: { range: 'bytes=0-0' } });
  if (!first.ok) return first;
  first.value.drop();
  return ok({ answer: { ...answerOf(first.value), ...moved() }, retryAfter: first.value.header('retry-after') });
}

function answerOf(answer: Answer): UrlAnswer {
  const size = sizeOf(answer);
  const validator = strongValidator(answer);
  return {
    // a part of it is there, and so is the whole
    status: answer.status === 206 || answer.status === 416 ? 200 : answer.status,
    ...(size !== undefined && { size }),
    ...(validator !== undefined && { validator }),
  };
}

/** Weak ETags may stay equal over a change. */
function strongValidator(answer: Answer): string | undefined {
  const etag = answer.header('etag');
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : undefined;
}

/** Of the whole thing, as it is sent without any encoding. */
function sizeOf(answer: Answer): number | undefined {
  if (!['', 'identity'].includes(answer.header('content-encoding') ?? '')) return undefined;
  const whole = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(answer.header('content-range') ?? '')?.[1];
  const length = answer.status === 200 ? answer.header('content-length') : undefined;
  const text = whole ?? length;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
