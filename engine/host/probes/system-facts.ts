import { cpus, release, totalmem } from 'node:os';
import { surroundingsOf, tracesHere, type Surroundings } from './surroundings.js';

/** What kind of machine this is, for a reader. */
export interface SystemFacts {
  /** Such as "linux 6.1.0, 8 processors, 16 GB". */
  readonly release: string;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  readonly node: string;
  /** What it runs in, the innermost first; empty where that is nothing, or cannot be told. */
  readonly inside: readonly string[];
}

export function systemFacts(): SystemFacts {
  return {
    release: `${process.platform} ${release()} ${process.arch}`,
    processors: cpus().length,
    memory: totalmem(),
    node: process.versions.node,
    inside: insideOf(surroundingsOf(tracesHere())),
  };
}

/** In words, the innermost first. */
export function insideOf({ container, wsl }: Surroundings): readonly string[] {
  return [CONTAINER[container] ?? [], WSL[wsl] ?? []].flat();
}

const CONTAINER: Readonly<Record<string, string>> = {
  ...{ docker: 'a container of Docker', podman: 'a container of Podman', kubernetes: 'a pod of Kubernetes' },
  ...{ lxc: 'a container of LXC', apptainer: 'a container of Apptainer', other: 'a container' },
};
const WSL: Readonly<Record<string, string>> = { wsl1: 'WSL 1', wsl2: 'WSL 2' };
