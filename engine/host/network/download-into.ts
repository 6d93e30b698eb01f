import { err, ok, type Result } from '../../base/result.js';
import type { PartialFile, Version } from '../cache/partial-file.js';
import type { Stretch } from '../cache/stretch.js';
import { tooMuch } from './download-limits.js';
import type { Download } from './download.js';
import { fillTogether } from './fill-together.js';
import type { Answer } from './get.js';
import { continues, DOUBT, rangeHeaders } from './range.js';
import { request } from './request.js';
import { retryAfter, worthAnotherTry } from './retry-plan.js';
import { refusedByProxy, unreachable, type Trouble } from './trouble.js';
import { wrongSize } from './wrong-size.js';

/** One try: asks for what is missing of the file and adds it. What is there is kept for the next try where that is safe. */
export async function downloadInto(partial: PartialFile, download: Download): Promise<Result<undefined, Trouble>> {
  const gap = partial.stretches.find(({ missing }) => missing > 0);
  if (gap === undefined) return ok();
  const version = partial.bytes > 0 && partial.version?.source === download.source ? partial.version : undefined;
  const headers = version === undefined ? {} : rangeHeaders(gap, version);
  const answer = await request(download.url, { ...download.request, headers });
  if (!answer.ok) return answer;
  const begun = await begin(answer.value, { partial, download, gap, version });
  if (!begun.ok) {
    answer.value.drop();
    return begun;
  }
  const filled = await fillTogether(answer.value, begun.value, { partial, download });
  if (!filled.ok) return filled;
  const { size } = download.wanted;
  return size === undefined || partial.bytes === size ? ok() : err(wrongSize(partial, download, partial.bytes));
}

interface Situation {
  readonly partial: PartialFile;
  readonly download: Download;
  readonly gap: Stretch;
  /** What was asked to be continued. */
  readonly version: Version | undefined;
}

/** Makes the file ready for the bytes of an answer: the stretch that they belong to, or why they are not the thing. */
async function begin(
  answer: Answer,
  { partial, download, gap, version }: Situation,
): Promise<Result<Stretch, Trouble>> {
  const { shown } = download.request;
  if (version !== undefined && answer.status === 206 && continues(answer, gap, version)) {
    partial.goOn();
    return ok(gap);
  }
  if (version !== undefined && (answer.status === 206 || answer.status === 416)) {
    await partial.restart();
    return err(unreachable(shown, 'reset', DOUBT, true));
  }
  if (answer.status !== 200) return err(statusTrouble(answer, download));
  const total = lengthOf(answer);
  const refused = encodingTrouble(answer, download) ?? lengthTrouble(total, download);
  if (refused !== undefined) return err(refused);
  await partial.restart();
  await partial.begin(versionOf(answer, total, download), total);
  const [whole] = partial.stretches;
  if (whole === undefined) throw new Error('a file without a stretch');
  return ok(whole);
}

function statusTrouble(answer: Answer, { request: { shown }, now }: Download): Trouble {
  if (answer.status === 407) return refusedByProxy(shown, 'the proxy wants a login (407)', '407');
  const notBeforeMs = retryAfter(answer.header('retry-after'), now());
  return {
    failure: { kind: 'http-status', url: shown, status: answer.status },
    again: worthAnotherTry(answer.status),
    ...(notBeforeMs !== undefined && { notBeforeMs }),
  };
}

/** Bytes that were encoded on the way, although we asked for none of it, are only good when a hash can tell. */
function encodingTrouble(answer: Answer, { url, wanted, request: { shown } }: Download): Trouble | undefined {
  const encoding = answer.header('content-encoding') ?? 'identity';
  const isItsOwn = encoding === 'identity' || (/gzip$/.test(encoding) && /\.t?gz$/.test(url.pathname));
  if (isItsOwn || wanted.sha256 !== undefined) return undefined;
  const detail = `${shown} came encoded as ${encoding}, and no hash tells whether the bytes are right`;
  return { failure: { kind: 'policy', rule: 'identity-encoding', detail }, again: false };
}

function lengthTrouble(total: number | undefined, { mostBytes, request: { shown } }: Download): Trouble | undefined {
  return total !== undefined && total > mostBytes ? tooMuch(shown, mostBytes) : undefined;
}

function lengthOf(answer: Answer): number | undefined {
  const length = answer.header('content-length');
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Weak ETags and dates may stay equal over a change. */
function versionOf(answer: Answer, total: number | undefined, { source }: Download): Version | undefined {
  const validator = answer.header('etag');
  if (validator === undefined || !/^"[^"]*"$/.test(validator) || total === undefined) return undefined;
  return { source, validator, total };
}
