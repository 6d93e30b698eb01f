import { cacheFolder } from './host/cache/cache-folder.js';
import { hostEnvironment } from './host/environment/host-environment.js';
import { homeFolder } from './host/environment/home-folder.js';
import { thisHolder } from './host/run-lock/this-holder.js';
import { systemName } from './host/system-name.js';
import type { RunOptions } from './run-options.js';

/** Steps that run side by side. */
export const USUAL_JOBS = 4;
/** Earlier environments that stay. */
export const USUALLY_KEPT = 1;

/**
 * How to run, as usual where nothing is said: with the user's cache, the environment of this process, nobody who waits or is
 * asked. So a manifest from elsewhere is refused where `accept` is not given.
 */
export async function usualRunOptions(given: Partial<RunOptions> = {}): Promise<RunOptions> {
  const env = given.env ?? (await hostEnvironment());
  return {
    holder: thisHolder('sam3d-install'),
    cacheFolder: cacheFolder(env, systemName, { home: homeFolder() }),
    mirrors: [],
    offline: false,
    locked: false,
    jobs: USUAL_JOBS,
    keep: USUALLY_KEPT,
    wait: false,
    force: new Set(),
    signal: new AbortController().signal,
    onPlan: () => undefined,
    onEvent: () => undefined,
    onNotice: () => undefined,
    ...given,
    env,
  };
}
