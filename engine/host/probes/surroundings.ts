import { existsSync, readFileSync } from 'node:fs';
import type { Container, HostFacts, Wsl } from '../../model/facts.js';
import type { HostEnv } from '../environment/host-env.js';

/** What a system runs in. */
export type Surroundings = Pick<HostFacts, 'container' | 'wsl'>;

/** What tells of it, as far as it is there. */
export interface Traces {
  /** `process.platform`. */
  readonly platform: string;
  readonly env: HostEnv;
  /** Which of the files that container engines leave stand. */
  readonly marks: readonly string[];
  /** `/proc/version`. */
  readonly version: string;
  /** `/proc/1/cgroup`. */
  readonly cgroup: string;
  /** `/proc/self/mountinfo`. */
  readonly mounts: string;
}

export const NO_SURROUNDINGS: Surroundings = { container: 'none', wsl: 'none' };

/** A container, the Windows Subsystem for Linux, both (containers on Windows run in the latter), or neither. */
export function surroundingsOf(traces: Traces): Surroundings {
  if (traces.platform !== 'linux') return NO_SURROUNDINGS;
  return { container: containerOf(traces), wsl: wslOf(traces) };
}

function wslOf({ version, env }: Traces): Wsl {
  if (/microsoft-standard|WSL2/i.test(version)) return 'wsl2';
  if (/microsoft/i.test(version)) return 'wsl1';
  // a kernel of one's own, which only the second has, may have any name
  return (env['WSL_INTEROP'] ?? '') === '' ? 'none' : 'wsl2';
}

/** Marks first: they name the innermost engine, where the kernel's texts may name one around it. */
function containerOf({ marks, env, cgroup, mounts }: Traces): Container {
  if (marks.includes(PODMAN)) return 'podman';
  if (marks.includes(DOCKER)) return 'docker';
  if (APPTAINER.some(name => env[name] !== undefined)) return 'apptainer';
  const own = [cgroup, ...mounts.split('\n').filter(line => OWN_MOUNT.test(line))].join('\n');
  const found = BY_TEXT.find(([pattern]) => pattern.test(own))?.[1];
  if (found !== undefined) return found;
  // the convention of systemd, which LXC, podman and nspawn keep
  const named = env['container'] ?? '';
  return BY_NAME[named] ?? (named === '' ? 'none' : 'other');
}

const DOCKER = '/.dockerenv';
const PODMAN = '/run/.containerenv';
const APPTAINER = ['APPTAINER_CONTAINER', 'SINGULARITY_CONTAINER'];

/** Files that a container engine puts over those of the image; of a host's other mounts some belong to containers that it runs. */
const OWN_MOUNT = / \/etc\/(?:hosts|hostname|resolv\.conf) /;

const BY_TEXT: readonly (readonly [RegExp, Container])[] = [
  [/kubepods|\/kubelet\/pods\//, 'kubernetes'],
  [/libpod|\/overlay-containers\//, 'podman'],
  [/\/docker[/-]/, 'docker'],
  [/\/lxc[./]|\/lxc\.payload/, 'lxc'],
  [/containerd|\/buildkit\//, 'other'],
];

const BY_NAME: Readonly<Record<string, Container>> = { docker: 'docker', podman: 'podman', lxc: 'lxc' };

/** The traces on this machine. */
export function tracesHere(): Traces {
  return {
    platform: process.platform,
    env: process.env,
    marks: [DOCKER, PODMAN].filter(path => existsSync(path)),
    version: textAt('/proc/version'),
    cgroup: textAt('/proc/1/cgroup'),
    mounts: textAt('/proc/self/mountinfo'),
  };
}

function textAt(path: string): string {
  try {
    return process.platform === 'linux' ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
