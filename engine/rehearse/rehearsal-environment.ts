/** Variables that say where packages come from, or whom to ask on the way. */
const REPLACED = /^(?:PIP_|UV_|CONDA_|MAMBA_)|^(?:https?|all|ftp|no)_proxy$/i;

/**
 * The host's environment as a rehearsal hands it on: every word about indexes and proxies is its own, so that nothing
 * of the host changes what is rehearsed, and what asks another host ends at `origin`, where it is seen.
 */
export function rehearsalEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  origin: string,
): Readonly<Record<string, string>> {
  const kept = Object.entries(host).filter(([name, value]) => value !== undefined && !REPLACED.test(name));
  const index = `${origin}/simple/`;
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap(name => [
    [name, origin],
    [name.toUpperCase(), origin],
  ]);
  return Object.fromEntries([
    ...kept,
    ...proxies,
    ['no_proxy', '127.0.0.1,localhost'],
    ['NO_PROXY', '127.0.0.1,localhost'],
    ['PIP_INDEX_URL', index],
    // what does not answer on loopback will not answer later
    ['PIP_RETRIES', '0'],
    ['UV_DEFAULT_INDEX', index],
  ]) as Readonly<Record<string, string>>;
}
