import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** What kind of machine this is, for a reader. */
export interface SystemFacts {
  /** Such as "linux 6.1.0, 8 processors, 16 GB". */
  readonly release: string;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  readonly node: string;
  /** What it runs in, where that can be told. */
  readonly inside: 'a container' | 'WSL' | undefined;
}

export function systemFacts(): SystemFacts {
  return {
    release: `${process.platform} ${release()} ${process.arch}`,
    processors: cpus().length,
    memory: totalmem(),
    node: process.versions.node,
    inside: insideOf(),
  };
}

function insideOf(): SystemFacts['inside'] {
  if (process.platform !== 'linux') return undefined;
  if (/microsoft/i.test(release())) return 'WSL';
  if (['/.dockerenv', '/run/.containerenv'].some(path => existsSync(path))) return 'a container';
  return /(docker|kubepods|containerd|libpod|lxc)/.test(textAt('/proc/1/cgroup')) ? 'a container' : undefined;
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
