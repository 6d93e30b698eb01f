import { err, ok, type Result } from '../../../base/result.js';
import type { Failure } from '../../../model/failure.js';
import { archiveFailure } from '../archive-failure.js';
import { Cancelled, fillTree } from './fill-tree.js';
import type { Filled, Filling, Onlooker } from './filling.js';

/** Fills a staging folder on this thread; the world's faults are returned. */
export async function fillHere(filling: Filling, onlooker: Onlooker): Promise<Result<Filled, Failure>> {
  try {
    if (onlooker.isStopped()) throw new Cancelled();
    return ok(await fillTree(filling, onlooker));
  } catch (error) {
    if (error instanceof Cancelled) return err({ kind: 'cancelled' });
    return err(archiveFailure(filling.request, error));
  }
}
