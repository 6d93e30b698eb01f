import { err } from '../base/result.js';
import type { ActionContext } from '../model/action.js';
import { isPlatform, type Platform } from '../model/platform.js';
import type { Asks, Probes, Processes } from '../model/ports.js';
import { clock } from '../host/clock.js';
import type { HostEnv } from '../host/environment/host-env.js';
import { openNetwork, type NetworkOptions } from '../host/network/open-network.js';
import { platformOf, thisMachine } from '../host/probes/probe-host.js';
import { createProcesses } from '../host/processes/processes.js';
import { systemName } from '../host/system-name.js';
import { openMachine, type MachineOptions } from '../opening/open-machine.js';
import type { Wish } from '../opening/prepare.js';

export type DoctorOptions = Omit<MachineOptions, 'platform' | 'root' | 'processMark'> & {
  /** The environment as the process got it. */
  readonly processEnv: HostEnv;
  /** Whether standard output shows more than ASCII. */
  readonly unicode: boolean;
  readonly signal: AbortSignal;
};

/** What the doctor looks with. */
export interface Doctor {
  readonly wish: Wish;
  readonly options: DoctorOptions;
  readonly probes: Probes;
  readonly processes: Processes;
  readonly network: Asks & { mirrored(url: string): string };
  /** For actions that only look for something on the host. */
  readonly context: ActionContext;
}

/** The ports of a run, so that what the doctor finds is what a run would find; nothing is fetched and nothing written. */
export function openDoctor(wish: Wish, options: DoctorOptions): Doctor {
  const here = platformOf(thisMachine());
  const platform: Platform = here !== undefined && isPlatform(here) ? here : 'linux-64';
  const machine = openMachine({ ...options, platform, root: wish.root, run: 'doctor' });
  const { probes, signal } = { ...machine, signal: options.signal };
  // a run's own would write down whom they are to trust; what the doctor starts asks no server
  const processes = createProcesses({ hostEnv: options.env, probes, platform: systemName });
  const network = openNetwork({ ...options, ...IMPATIENT, timeouts: { ...SHORT, ...options.timeouts }, clock });
  const context: ActionContext = {
    ...machine,
    step: 'doctor',
    facts: new Map(),
    env: {},
    fetch: async () => err({ kind: 'policy', rule: 'the doctor fetches nothing', detail: '' }),
    command: (argv, { env = {}, cwd = wish.cwd } = {}) =>
      processes.run({ argv, cwd, env, timeout: { totalMs: 15_000 } }, { signal, output: () => undefined }),
    signal,
    progress: () => undefined,
    output: () => undefined,
  };
  return { wish, options, probes, processes, network, context };
}

const IMPATIENT = { userAgent: 'sam3d-install', tries: 1 };
const SHORT: NonNullable<NetworkOptions['timeouts']> = { connectMs: 8000, headersMs: 8000, stallMs: 8000 };
