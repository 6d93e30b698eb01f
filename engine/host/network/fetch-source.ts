import { looksLike } from '../../base/looks-like.js';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Clock } from '../../model/ports.js';
import type { PartialFile } from '../cache/partial-file.js';
import { downloadInto, type Download } from './download-into.js';
import { delayBefore } from './retry-plan.js';

export interface Patience {
  readonly tries: number;
  readonly clock: Clock;
}

/** Downloads from one source, as often as is worth it, and looks whether it is what was promised. */
export async function fetchSource(
  partial: PartialFile,
  download: Download,
  { tries, clock }: Patience,
): Promise<Result<undefined, Failure>> {
  const { signal } = download.watch;
  await partial.restart();
  for (let made = 1; ; made++) {
    const got = await downloadInto(partial, download);
    if (signal.aborted) return err({ kind: 'cancelled' });
    if (got.ok) return verdict(partial, download);
    const { failure, again, ...limits } = got.error;
    if (!again || made === tries) return err(failure.kind === 'unreachable' ? { ...failure, tries: made } : failure);
    await clock.sleep(delayBefore(made + 1, clock, limits), signal);
    if (signal.aborted) return err({ kind: 'cancelled' });
  }
}

function verdict(partial: PartialFile, { wanted, request }: Download): Result<undefined, Failure> {
  const got = partial.sha256();
  if (wanted.sha256 === undefined || wanted.sha256 === got) return ok();
  return err({
    kind: 'mismatch',
    url: request.shown,
    what: 'sha256',
    expected: wanted.sha256,
    got,
    bytes: partial.bytes,
    looksLike: looksLike(partial.head),
  });
}
