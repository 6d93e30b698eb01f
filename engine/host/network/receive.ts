import { err, ok, type Result } from '../../base/result.js';
import { fileFailure } from '../files/file-failure.js';
import type { PartialFile } from '../cache/partial-file.js';
import type { Piece, Stretch } from '../cache/stretch.js';
import { tooMuch } from './download-limits.js';
import type { Download } from './download.js';
import type { Answer } from './get.js';
import { troubleOf, unreachable, type Trouble } from './trouble.js';
import { wrongSize } from './wrong-size.js';

export interface Receiver {
  readonly partial: PartialFile;
  readonly download: Download;
  /** Called after each piece. */
  readonly onPiece: (bytes: number) => void;
}

/** Puts the bytes of an answer into the stretch that they belong to, up to where another stretch begins. */
export async function receive(answer: Answer, stretch: Stretch, to: Receiver): Promise<Result<undefined, Trouble>> {
  const { shown } = to.download.request;
  try {
    for await (const piece of answer.body()) {
      const added = await add(piece, stretch, to);
      if (!added.ok) return added;
      if (stretch.missing <= 0) return ok();
    }
  } catch (error) {
    return err(troubleOf(error, shown));
  }
  // without a length the end of the body is the end of the file
  if (stretch.to === Infinity) stretch.to = stretch.next;
  if (stretch.missing <= 0) return ok();
  return err(unreachable(shown, 'short', `${stretch.next} of ${stretch.to} bytes came`, true));
}

async function add(
  { bytes: came, release }: Piece,
  stretch: Stretch,
  { partial, download, onPiece }: Receiver,
): Promise<Result<undefined, Trouble>> {
  const fitting = came.length > stretch.missing ? came.subarray(0, Math.max(0, stretch.missing)) : came;
  try {
    await partial.append(stretch, { bytes: fitting, release });
  } catch (error) {
    return err({ failure: fileFailure('write', partial.path, error), again: false });
  }
  const { wanted, watch, request, mostBytes } = download;
  const { bytes } = partial;
  const total = partial.total;
  if (wanted.size !== undefined && (bytes > wanted.size || (total ?? wanted.size) !== wanted.size))
    return err(wrongSize(partial, download, Math.max(total ?? 0, bytes)));
  if (bytes > mostBytes) return err(tooMuch(request.shown, mostBytes));
  const expected = total ?? wanted.size;
  watch.progress({ phase: 'download', done: bytes, ...(expected !== undefined && { total: expected }), unit: 'bytes' });
  onPiece(fitting.length);
  return ok();
}
