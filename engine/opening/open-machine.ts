import { ACTION_KINDS } from '../actions/registry.js';
import { createArchives } from '../host/archives/create-archives.js';
import { durableArchives } from '../host/archives/durable-archives.js';
import { timedArchives } from '../host/archives/timed-archives.js';
import { environmentWithTrust } from '../host/environment/certificates.js';
import { clock } from '../host/clock.js';
import { digest } from '../host/digest.js';
import { openFiles } from '../host/files/files.js';
import type { HostEnv } from '../host/environment/host-env.js';
import { offlineEnvironment } from '../host/environment/offline-environment.js';
import { openNetwork, type NetworkOptions } from '../host/network/open-network.js';
import { paths } from '../host/files/paths.js';
import { createProbes } from '../host/probes/probes.js';
import { createProcesses } from '../host/processes/processes.js';
import { systemName } from '../host/system-name.js';
import { stepLogs } from '../host/logs/step-logs.js';
import { stagingFolder } from '../host/tidy-up.js';
import type { ExecuteWorld } from '../execute/execute-world.js';
import type { Platform } from '../model/platform.js';

/** How the machine is to be used by one run. */
export interface MachineOptions {
  readonly platform: Platform;
  readonly root: string;
  readonly cacheFolder: string;
  readonly env: HostEnv;
  /** A file of certificates to trust as well. */
  readonly ca?: string;
  readonly mirrors: readonly { readonly from: string; readonly to: string }[];
  /** What downloads call themselves, by host. */
  readonly userAgents?: ReadonlyMap<string, string>;
  readonly offline: boolean;
  readonly locked: boolean;
  /** By which the next run knows the programs of this one, should it be killed. */
  readonly processMark?: string;
  /** How patient the network is; its own patience where this is absent. */
  readonly timeouts?: NonNullable<NetworkOptions['timeouts']>;
}

/** Everything of the machine that a run may touch, but for the journal and the events. */
export type Machine = Omit<ExecuteWorld, 'journal' | 'emit'>;

/** The engine's own folder below an install root. */
export function stateFolderOf(root: string): string {
  return paths.join(root, '.sam3d-install');
}

export function openMachine(options: MachineOptions & { readonly run: string }): Machine {
  const { platform, root, cacheFolder, env, ca, processMark } = options;
  const stateFolder = stateFolderOf(root);
  const written = { writable: [root, cacheFolder], staging: stagingFolder(stateFolder) };
  const probes = createProbes({ env, platform: systemName });
  const hostEnv = options.offline ? offlineEnvironment(env) : env;
  const trust = { env: hostEnv, platform: systemName, ...(ca !== undefined && { ca }) };
  return {
    kinds: ACTION_KINDS,
    platform,
    root,
    stateFolder,
    toolCache: tool => paths.join(cacheFolder, 'tools', tool),
    paths,
    files: openFiles(written),
    network: openNetwork({ ...options, userAgent: 'sam3d-install', clock }),
    archives: durableArchives(timedArchives(createArchives(written))),
    processes: createProcesses({
      hostEnv,
      trusting: () => environmentWithTrust(cacheFolder, trust),
      probes,
      platform: systemName,
      ...(processMark !== undefined && { mark: processMark }),
    }),
    probes,
    clock,
    digest,
    logs: stepLogs(stateFolder, options.run),
  };
}
