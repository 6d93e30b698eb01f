import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path, { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createProbes } from '../../engine/host/probes/probes.js';
import { createProcesses } from '../../engine/host/processes/processes.js';
import { openFiles } from '../../engine/host/files/files.js';
import type { ActionContext } from '../../engine/model/action.js';
import type { Platform } from '../../engine/model/platform.js';

export interface RealOptions {
  readonly step?: string;
  readonly mirrored?: (url: string) => string;
  /** Added to, or (undefined) taken from, the environment that this process has. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly root?: string;
  /** What the manifest's step adds to the environment of its programs. */
  readonly stepEnv?: Readonly<Record<string, string>>;
}

export interface RealContext extends ActionContext {
  readonly printed: readonly string[];
}

/** A context on this machine, in a folder that is removed after the test; artifacts and archives are not in it. */
export function realContext(t: TestContext, options: RealOptions = {}): RealContext {
  const { root = freshFolder(t), stepEnv = {} } = options;
  const env = { ...process.env, ...options.env };
  const probes = createProbes({ env, platform: process.platform });
  const processes = createProcesses({ hostEnv: env, probes, platform: process.platform });
  const printed: string[] = [];
  const absent = () => {
    throw new Error('this context has no artifacts');
  };
  return {
    root,
    platform: platformHere(),
    paths: path,
    files: openFiles({ writable: [root] }),
    printed,
    step: options.step ?? 'a-step',
    facts: new Map(),
    env: stepEnv,
    stateFolder: join(root, '.state'),
    toolCache: tool => join(root, '.cache', tool),
    network: { mirrored: options.mirrored ?? (url => url) },
    probes,
    archives: { unpack: absent },
    fetch: absent,
    command: (argv, { cwd = root, env: added = {}, pathPrepend = [] } = {}) =>
      processes.run(
        { argv, cwd, env: { ...stepEnv, ...added }, pathPrepend, timeout: { totalMs: 60_000 } },
        { signal: t.signal, output: line => printed.push(line) },
      ),
    signal: t.signal,
    progress: () => undefined,
    output: line => printed.push(line),
  };
}

export function freshFolder(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'action test ')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function platformHere(): Platform {
  if (process.platform === 'win32') return 'win-64';
  if (process.platform === 'darwin') return process.arch === 'arm64' ? 'osx-arm64' : 'osx-64';
  return process.arch === 'arm64' ? 'linux-aarch64' : 'linux-64';
}
