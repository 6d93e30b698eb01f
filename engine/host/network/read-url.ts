import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Scanner } from '../../model/ports.js';
import { BrokenArchive } from '../archives/broken-archive.js';
import { unzstd } from '../archives/zstd/unzstd.js';
import { encodingTrouble, lengthOf, statusTrouble } from './answer-trouble.js';
import type { Patience } from './fetch-source.js';
import type { Answer } from './get.js';
import { request, type Request } from './request.js';
import { delayBefore } from './retry-plan.js';
import { troubleOf, type Trouble } from './trouble.js';

type Reading = Omit<Request, 'headers' | 'method' | 'onRedirect'> & { readonly mostBytes: number };

/** A text that is read now and kept nowhere, such as the list of an index. Asked again as a download is. */
export async function readUrl(url: URL, reading: Reading, patience: Patience): Promise<Result<string, Failure>> {
  const got = await tried(url, () => new Pieces(), { reading, patience });
  return got.ok ? ok(Buffer.concat(got.value.all).toString('utf8')) : got;
}

/** The same for what may be longer than a text can be: it is never held whole, but for what is sent of a `.zst`. */
export async function scanUrl<T>(
  url: URL,
  begin: () => Scanner<T>,
  asking: { readonly reading: Reading; readonly patience: Patience },
): Promise<Result<T, Failure>> {
  if (url.pathname.endsWith('.zst')) {
    const got = await tried(url, () => new Pieces(), asking);
    return got.ok ? decoded(got.value.all, begin(), asking.reading.shown) : got;
  }
  const begun = () => {
    const scanner = begin();
    return { take: (piece: Buffer) => scanner.take(piece.toString('latin1')), found: () => scanner.found() };
  };
  const got = await tried(url, begun, asking);
  return got.ok ? ok(got.value.found()) : got;
}

interface Taker {
  take(piece: Buffer): boolean;
}

class Pieces implements Taker {
  readonly all: Buffer[] = [];

  take(piece: Buffer): boolean {
    // the room it lies in is used again
    this.all.push(Buffer.from(piece));
    return true;
  }
}

async function decoded<T>(pieces: readonly Buffer[], scanner: Scanner<T>, shown: string): Promise<Result<T, Failure>> {
  try {
    for (const piece of unzstd(pieces)) if (!scanner.take(piece.toString('latin1'))) break;
    return ok(scanner.found());
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
    return err({ kind: 'archive', archive: shown, reason: error.reason });
  }
}

async function tried<T extends Taker>(
  url: URL,
  begin: () => T,
  { reading, patience: { tries, clock } }: { readonly reading: Reading; readonly patience: Patience },
): Promise<Result<T, Failure>> {
  for (let made = 1; ; made++) {
    const got = await readOnce(url, begin(), { ...reading, now: clock.now() });
    if (reading.signal.aborted) return err({ kind: 'cancelled' });
    if (got.ok) return got;
    const { failure, again, ...limits } = got.error;
    if (!again || made >= tries) return err(failure.kind === 'unreachable' ? { ...failure, tries: made } : failure);
    await clock.sleep(delayBefore(made + 1, clock, limits), reading.signal);
  }
}

async function readOnce<T extends Taker>(
  url: URL,
  taker: T,
  reading: Reading & { readonly now: number },
): Promise<Result<T, Trouble>> {
  const answer = await request(url, { ...reading, headers: {} });
  if (!answer.ok) return answer;
  const trouble = troubleWith(answer.value, url, reading);
  if (trouble !== undefined) {
    answer.value.drop();
    return err(trouble);
  }
  let bytes = 0;
  try {
    for await (const { bytes: piece, release } of answer.value.body()) {
      bytes += piece.length;
      if (bytes > reading.mostBytes) return err(tooLong(reading));
      const goesOn = taker.take(piece);
      release();
      if (!goesOn) break;
    }
    answer.value.drop();
    return ok(taker);
  } catch (error) {
    return err(troubleOf(error, reading.shown));
  }
}

function troubleWith(answer: Answer, url: URL, reading: Reading & { readonly now: number }): Trouble | undefined {
  if (answer.status !== 200) return statusTrouble(answer, reading.shown, reading.now);
  const encoded = encodingTrouble(answer, url, reading.shown);
  return encoded ?? ((lengthOf(answer) ?? 0) > reading.mostBytes ? tooLong(reading) : undefined);
}

function tooLong({ shown, mostBytes }: Reading): Trouble {
  const detail = `${shown} gives more than ${mostBytes} bytes, which is no list any more`;
  return { failure: { kind: 'policy', rule: 'longest-text', detail }, again: false };
}
