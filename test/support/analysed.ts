import { ACTION_KINDS } from '../../engine/actions/registry.js';
import { analyse } from '../../engine/analyse/analyse.js';
import type { Lockfile } from '../../engine/model/lockfile.js';
import { aManifest, manifestOf, printed, type LoadTextOptions } from './load-text.js';

/** What a user reads about a manifest that the schema lets through. */
export async function analysed(
  parts: string,
  options: LoadTextOptions & { readonly lock?: Lockfile } = {},
): Promise<string> {
  const { lock, ...loading } = options;
  const manifest = await manifestOf(aManifest(parts), loading);
  return printed(analyse(manifest, { kinds: ACTION_KINDS, ...(lock && { lock }) }), manifest);
}
