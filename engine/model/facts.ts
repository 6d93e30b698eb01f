import type { Arch, Os, Platform } from './platform.js';

/** What a host may run in; `other` is a container of an engine that is not told apart. */
export const CONTAINERS = ['docker', 'podman', 'kubernetes', 'lxc', 'apptainer', 'other', 'none'] as const;
export type Container = (typeof CONTAINERS)[number];

/** The Windows Subsystem for Linux: the first has a kernel of Windows', the second one of its own. */
export const WSLS = ['wsl1', 'wsl2', 'none'] as const;
export type Wsl = (typeof WSLS)[number];

/** What the host's probes found. Versions are texts such as "12.4"; absent where there is nothing to find. */
export interface HostFacts {
  readonly platform: Platform;
  readonly os: Os;
  readonly arch: Arch;
  readonly libc?: 'glibc' | 'musl';
  readonly glibc?: string;
  readonly container: Container;
  readonly wsl: Wsl;
  readonly gpu: 'nvidia' | 'none';
  readonly computeCapability?: string;
  readonly cudaDriver?: string;
}

/** The facts that `when` may ask for, beside `option.<name>`. */
export const FACT_NAMES = [
  'platform',
  'os',
  'arch',
  'libc',
  'glibc',
  'container',
  'wsl',
  'gpu',
  'compute-capability',
  'cuda-driver',
  'profile',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** Facts whose wanted value is a version range such as ">=12.1 <13". */
export const RANGE_FACTS: readonly string[] = ['glibc', 'compute-capability', 'cuda-driver'];

/** Facts of a GPU: known only where there is one. */
export const GPU_FACTS: readonly string[] = ['compute-capability', 'cuda-driver'];

/** Facts by name, options as `option.<name>`: what `when` is held against. */
export type Facts = ReadonlyMap<string, string>;
