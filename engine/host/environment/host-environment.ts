import type { HostEnv } from './host-env.js';
import { pipNetworkSettings } from './pip-settings.js';

/** The process's environment, with what pip's settings files say of the network: what children's environments are made from. */
export async function hostEnvironment(
  env: HostEnv = process.env,
  platform: string = process.platform,
): Promise<HostEnv> {
  return { ...(await pipNetworkSettings(env, platform)), ...env };
}
