import type { ActionContext } from '../model/action.js';

/** A program in just this folder, or (`undefined`) on PATH: a port's answer for a folder may be one from PATH. */
export async function programIn(
  folder: string | undefined,
  name: string,
  { paths, probes }: ActionContext,
): Promise<string | undefined> {
  if (folder === undefined) return probes.which(name);
  const path = await probes.which(name, [folder]);
  return path !== undefined && path === paths.join(folder, paths.basename(path)) ? path : undefined;
}
