import { err, ok, type Result } from '../../base/result.js';
import type { PartialFile, Version } from '../cache/partial-file.js';
import type { Stretch } from '../cache/stretch.js';
import { encodingTrouble, lengthOf, statusTrouble } from './answer-trouble.js';
import { tooMuch } from './download-limits.js';
import { isHashed, type Download } from './download.js';
import { fillTogether } from './fill-together.js';
import type { Answer } from './get.js';
import { continues, DOUBT, rangeHeaders } from './range.js';
import { request } from './request.js';
import { unreachable, type Trouble } from './trouble.js';
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
  if (
    version !== undefined &&
    answer.status === 206 &&
    continues(answer, gap, { ...version, isHashed: isHashed(download) })
  ) {
    partial.goOn();
    return ok(gap);
  }
  if (version !== undefined && (answer.status === 206 || answer.status === 416)) {
    await partial.restart();
    return err(unreachable(shown, 'reset', DOUBT, true));
  }
  if (answer.status !== 200) return err(statusTrouble(answer, shown, download.now()));
  const total = lengthOf(answer);
  const encoded = download.wanted.sha256 === undefined ? encodingTrouble(answer, download.url, shown) : undefined;
  const refused = encoded ?? lengthTrouble(total, download);
  if (refused !== undefined) return err(refused);
  await partial.restart();
  await partial.begin(versionOf(answer, total, download), total);
  const [whole] = partial.stretches;
  if (whole === undefined) throw new Error('a file without a stretch');
  return ok(whole);
}

function lengthTrouble(total: number | undefined, { mostBytes, request: { shown } }: Download): Trouble | undefined {
  return total !== undefined && total > mostBytes ? tooMuch(shown, mostBytes) : undefined;
}

/** Weak ETags and dates may stay equal over a change. */
function versionOf(answer: Answer, total: number | undefined, { source }: Download): Version | undefined {
  const validator = answer.header('etag');
  if (validator === undefined || !/^"[^"]*"$/.test(validator) || total === undefined) return undefined;
  return { source, validator, total };
}
