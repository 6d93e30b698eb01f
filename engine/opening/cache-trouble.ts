import { ACTION_KINDS } from '../actions/registry.js';
import { isKept } from '../host/cache/cache-content.js';
import { mayWrite } from '../host/files/may-write.js';
import type { FileFailure } from '../model/failure.js';
import type { Plan } from '../model/plan.js';
import type { PlannedStanding } from '../model/standing.js';

/** Why the cache cannot take what a run brings. One that has all of it, as in an image, may be read-only: nothing is written to it. */
export async function cacheTrouble(
  plan: Pick<Plan, 'steps' | 'artifacts'>,
  standing: ReadonlyMap<string, PlannedStanding>,
  { folder, mayFill = mayWrite }: { readonly folder: string; readonly mayFill?: typeof mayWrite },
): Promise<FileFailure | undefined> {
  const may = await mayFill(folder, 'keep downloads in');
  if (may.ok) return undefined;
  const isForeign = ['EROFS', 'EACCES', 'EPERM'].includes(may.error.code);
  return isForeign && (await isWarm(plan, standing, folder)) ? undefined : may.error;
}

/** Where downloads need room: a cache that has all of it is not filled, and only the root is. */
export async function filledFolder(
  plan: Pick<Plan, 'root' | 'steps' | 'artifacts'>,
  standing: ReadonlyMap<string, PlannedStanding>,
  folder: string,
): Promise<string> {
  return (await isWarm(plan, standing, folder)) ? plan.root : folder;
}

/** Whether all that will surely be tried is there; what comes after a failure may still have to be downloaded, and then says so. */
async function isWarm(
  { steps, artifacts }: Pick<Plan, 'steps' | 'artifacts'>,
  standing: ReadonlyMap<string, PlannedStanding>,
  folder: string,
): Promise<boolean> {
  const first = steps.flatMap(({ id, attempts: [attempt] }) =>
    standing.get(id)?.kind === 'will-run' ? [attempt] : [],
  );
  if (first.some(({ action }) => ACTION_KINDS.get(action)?.fillsCache !== false)) return false;
  const kept = first
    .flatMap(attempt => attempt.artifacts)
    .map(async id => {
      const sha256 = artifacts.get(id)?.sha256;
      return sha256 !== undefined && isKept(folder, sha256);
    });
  return (await Promise.all(kept)).every(Boolean);
}
