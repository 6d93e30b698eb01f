import type { HostEnv } from './host-env.js';

/** Nothing listens on the port of the discard service; every tool reads such an answer as a host that is out of reach. */
const NOBODY = 'http://127.0.0.1:9';

const OVERWRITTEN = /^(?:https?|all|ftp|no)_proxy$|^PIP_(?:PROXY|RETRIES)$|_OFFLINE$/i;

/**
 * The host's environment for tools that must ask no network: those that can are told so, and take what their own caches
 * hold; whoever asks all the same is sent to a proxy that does not answer.
 */
export function offlineEnvironment(host: HostEnv): HostEnv {
  const kept = Object.entries(host).filter(([name]) => !OVERWRITTEN.test(name));
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap(name => [
    [name, NOBODY],
    [name.toUpperCase(), NOBODY],
  ]);
  return Object.fromEntries([
    ...kept,
    ...proxies,
    ['PIP_RETRIES', '0'],
    ['UV_OFFLINE', '1'],
    ['MAMBA_OFFLINE', 'true'],
    ['CONDA_OFFLINE', 'true'],
  ]) as HostEnv;
}
