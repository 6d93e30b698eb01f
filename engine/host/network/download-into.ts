import { looksLike } from '../../base/looks-like.js';
import { err, ok, type Result } from '../../base/result.js';
import type { MismatchFailure } from '../../model/failure.js';
import type { Watch } from '../../model/ports.js';
import { fileFailure } from '../cache/file-failure.js';
import type { PartialFile } from '../cache/partial-file.js';
import type { Answer } from './get.js';
import { request, type Request } from './request.js';
import { retryAfter, worthAnotherTry } from './retry-plan.js';
import { refusedByProxy, troubleOf, unreachable, type Trouble } from './trouble.js';

export interface Wanted {
  readonly sha256?: string;
  readonly size?: number;
}

export interface Download {
  readonly url: URL;
  readonly wanted: Wanted;
  readonly request: Omit<Request, 'headers'>;
  readonly watch: Watch;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  now(): number;
}

/** One try: asks for what is missing of the file and appends it. What is there is kept for the next try where that is safe. */
export async function downloadInto(partial: PartialFile, download: Download): Promise<Result<undefined, Trouble>> {
  if (partial.validator === undefined) await partial.restart();
  const answer = await request(download.url, { ...download.request, headers: rangeHeaders(partial) });
  if (!answer.ok) return answer;
  const trouble = await troubleWith(answer.value, partial, download);
  if (trouble !== undefined) {
    answer.value.drop();
    return err(trouble);
  }
  return receive(answer.value, partial, download);
}

/** If-Range: when the thing has changed meanwhile, the server sends all of it. */
function rangeHeaders({ bytes, validator }: PartialFile): Readonly<Record<string, string>> {
  return bytes === 0 || validator === undefined ? {} : { range: `bytes=${bytes}-`, 'if-range': validator };
}

/** Why this answer is not the thing; makes the file ready for its bytes otherwise. */
async function troubleWith(answer: Answer, partial: PartialFile, download: Download): Promise<Trouble | undefined> {
  const { shown } = download.request;
  const asked = partial.bytes > 0;
  if (asked && answer.status === 206 && continues(answer, partial)) return undefined;
  await partial.restart();
  if (answer.status === 200) return encodingTrouble(answer, download);
  if (asked && (answer.status === 206 || answer.status === 416))
    return unreachable(shown, 'reset', 'the server does not continue the download where it stopped', true);
  if (answer.status === 407) return refusedByProxy(shown, 'the proxy wants a login (407)', '407');
  const notBeforeMs = retryAfter(answer.header('retry-after'), download.now());
  return {
    failure: { kind: 'http-status', url: shown, status: answer.status },
    again: worthAnotherTry(answer.status),
    ...(notBeforeMs !== undefined && { notBeforeMs }),
  };
}

function continues(answer: Answer, { bytes, validator }: PartialFile): boolean {
  const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.header('content-range') ?? '') ?? [];
  const sameVersion = [undefined, validator].includes(answer.header('etag'));
  return sameVersion && Number(from) === bytes && Number(to) === Number(total) - 1;
}

/** Bytes that were encoded on the way, although we asked for none of it, are only good when a hash can tell. */
function encodingTrouble(answer: Answer, { url, wanted, request: { shown } }: Download): Trouble | undefined {
  const encoding = answer.header('content-encoding') ?? 'identity';
  const isItsOwn = encoding === 'identity' || (/gzip$/.test(encoding) && /\.t?gz$/.test(url.pathname));
  if (isItsOwn || wanted.sha256 !== undefined) return undefined;
  const detail = `${shown} came encoded as ${encoding}, and no hash tells whether the bytes are right`;
  return { failure: { kind: 'policy', rule: 'identity-encoding', detail }, again: false };
}

async function receive(answer: Answer, partial: PartialFile, download: Download): Promise<Result<undefined, Trouble>> {
  const { wanted, watch, request: asked } = download;
  const total = totalBytes(answer, partial.bytes);
  const expected = total ?? wanted.size;
  partial.validator = strongValidator(answer);
  try {
    for await (const piece of answer.body()) {
      const written = await append(partial, piece);
      if (!written.ok) return written;
      const size = wanted.size ?? Infinity;
      if (partial.bytes > size || (wanted.size !== undefined && total !== undefined && total !== wanted.size))
        return err(wrongSize(partial, download, Math.max(total ?? 0, partial.bytes)));
      const known = expected !== undefined && { total: expected };
      watch.progress({ phase: 'download', done: partial.bytes, ...known, unit: 'bytes' });
    }
  } catch (error) {
    return err(troubleOf(error, asked.shown));
  }
  if (total !== undefined && partial.bytes !== total)
    return err(unreachable(asked.shown, 'short', `${partial.bytes} of ${total} bytes came`, true));
  if (wanted.size !== undefined && partial.bytes !== wanted.size)
    return err(wrongSize(partial, download, partial.bytes));
  return ok();
}

function totalBytes(answer: Answer, before: number): number | undefined {
  const length = answer.header('content-length');
  return length !== undefined && /^\d+$/.test(length) ? before + Number(length) : undefined;
}

/** Weak ETags and dates may stay equal over a change. */
function strongValidator(answer: Answer): string | undefined {
  const etag = answer.header('etag');
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : undefined;
}

async function append(partial: PartialFile, piece: Buffer): Promise<Result<undefined, Trouble>> {
  try {
    return ok(void (await partial.append(piece)));
  } catch (error) {
    return err({ failure: fileFailure('write', partial.path, error), again: false });
  }
}

function wrongSize(partial: PartialFile, { wanted, request: { shown } }: Download, got: number): Trouble {
  const failure: MismatchFailure = {
    kind: 'mismatch',
    url: shown,
    what: 'size',
    expected: String(wanted.size),
    got: String(got),
    bytes: got,
    looksLike: looksLike(partial.head),
  };
  return { failure, again: false };
}
