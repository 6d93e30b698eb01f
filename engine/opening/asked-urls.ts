import { ACTION_KINDS } from '../actions/registry.js';
import { artifactUrls, type ArtifactUrl } from '../analyse/artifact-urls.js';
import { clock } from '../host/clock.js';
import { openNetwork, type NetworkOptions } from '../host/network/open-network.js';
import type { Streams } from '../host/network/stream-url.js';
import type { HostLimits } from '../host/network/limit-per-host.js';
import type { Asks, Network, Reads } from '../model/ports.js';
import type { ReadManifest } from './read-manifest.js';

/** How the network is used to look at what a manifest names. */
export type AskOptions = Omit<NetworkOptions, 'userAgent' | 'clock' | 'locked'> & {
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Told of each address as soon as it was asked. */
  readonly onAsked: (url: string) => void;
};

/** Every address of a manifest, and the network to ask it. */
export function askedUrls(
  { manifest }: ReadManifest,
  options: AskOptions,
): {
  readonly urls: readonly ArtifactUrl[];
  readonly network: Network & Asks & Reads & Streams;
  readonly politeness: HostLimits;
} {
  const userAgents = new Map([...manifest.userAgents].map(([host, { value }]) => [host, value.value]));
  return {
    urls: artifactUrls(manifest, ACTION_KINDS),
    network: openNetwork({ ...options, userAgent: 'sam3d-install', userAgents, clock }),
    politeness: { atOnce: options.jobs, perHost: 2 },
  };
}
