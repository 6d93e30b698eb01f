import { looksLike } from '../../base/looks-like.js';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure, MismatchFailure } from '../../model/failure.js';
import type { Clock } from '../../model/ports.js';
import { fileFailure } from '../files/file-failure.js';
import type { PartialFile } from '../cache/partial-file.js';
import { downloadInto } from './download-into.js';
import type { Download } from './download.js';
import { DOUBT } from './range.js';
import { delayBefore } from './retry-plan.js';
import type { Trouble } from './trouble.js';

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
  let terms = download;
  for (let made = 1; ; made++) {
    const got = await onDisk(partial, () => downloadInto(partial, terms));
    if (signal.aborted) return err({ kind: 'cancelled' });
    if (got.ok) {
      const wrong = await onDisk(partial, () => mismatch(partial, download));
      if (wrong.ok) return ok();
      if (!(await isOwnFault(partial, wrong.error))) return err(wrong.error.failure);
      terms = alone(terms);
      continue;
    }
    const { failure, again, ...limits } = got.error;
    if (failure.kind === 'mismatch') await onDisk(partial, () => forget(partial));
    if (!again || made >= tries) return err(failure.kind === 'unreachable' ? { ...failure, tries: made } : failure);
    if (failure.kind === 'unreachable' && failure.detail === DOUBT) terms = alone(terms);
    await clock.sleep(delayBefore(made + 1, clock, limits), signal);
    if (signal.aborted) return err({ kind: 'cancelled' });
  }
}

/** By one connection. */
function alone(terms: Download): Download {
  return { ...terms, widening: undefined };
}

/** What the disk says, as a trouble that another try does not mend. */
async function onDisk<T>(partial: PartialFile, work: () => Promise<Result<T, Trouble>>): Promise<Result<T, Trouble>> {
  try {
    return await work();
  } catch (error) {
    return err({ failure: fileFailure('write', partial.path, error), again: false });
  }
}

async function mismatch(partial: PartialFile, { wanted, request }: Download): Promise<Result<undefined, Trouble>> {
  await partial.settle();
  const got = await partial.sha256();
  if (wanted.sha256 === undefined || wanted.sha256 === got) return ok();
  const failure: MismatchFailure = {
    kind: 'mismatch',
    url: request.shown,
    what: 'sha256',
    expected: wanted.sha256,
    got,
    bytes: partial.bytes,
    looksLike: looksLike(partial.head),
  };
  return err({ failure, again: false });
}

/**
 * Wrong bytes that were put together, from an earlier try or run or from several connections, are not yet the source's fault:
 * it is asked once more, for the whole.
 */
async function isOwnFault(partial: PartialFile, { failure }: Trouble): Promise<boolean> {
  const together = partial.carriedOver || partial.stretches.length > 1;
  if (failure.kind !== 'mismatch') return false;
  const forgotten = await onDisk(partial, () => forget(partial));
  return together && forgotten.ok;
}

async function forget(partial: PartialFile): Promise<Result<undefined, Trouble>> {
  await partial.restart();
  return ok();
}
