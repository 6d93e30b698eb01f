import { resolve } from 'node:path';

import { cacheFolder } from '../host/cache/cache-folder.js';
import { homeFolder } from '../host/environment/home-folder.js';
import { hostEnvironment } from '../host/environment/host-environment.js';
import type { LockHolder } from '../host/run-lock/holder.js';
import type { RunOptions } from '../run-options.js';
import type { Wish } from '../opening/prepare.js';
import { acceptWith } from './accept.js';
import type { Flags } from './options.js';

/** What the flags wish for. */
export async function wishOf(flags: Flags): Promise<Wish> {
  return {
    ...(flags.manifest !== undefined && { manifest: flags.manifest }),
    cwd: process.cwd(),
    root: resolve(flags.root),
    choices: {
      ...(flags.profile !== undefined && { profile: flags.profile }),
      options: flags.option,
      versions: flags.set,
    },
    ...(flags.platform !== undefined && { platform: flags.platform }),
    env: await hostEnvironment(),
  };
}

/** This process, for the message to another one on the same root. */
export function holderOf(): LockHolder {
  return { pid: process.pid, command: ['sam3d-install', ...process.argv.slice(2)].join(' '), since: Date.now() };
}

/** How the flags want it run. */
export async function runOptionsOf(
  flags: Flags,
): Promise<Omit<RunOptions, 'signal' | 'onPlan' | 'onEvent' | 'onNotice'>> {
  return {
    holder: holderOf(),
    cacheFolder: cacheFolderOf(flags),
    env: await hostEnvironment(),
    ...(flags.ca !== undefined && { ca: flags.ca }),
    mirrors: flags.mirror,
    offline: flags.offline,
    locked: flags.locked,
    strict: flags.policy === 'strict',
    jobs: flags.jobs,
    keep: flags.keep,
    accept: acceptWith(flags),
    wait: flags.wait,
    force: flags.force === true ? 'all' : new Set(flags.force === undefined ? [] : [flags.force]),
    ...(flags.only !== undefined && { only: flags.only }),
    ...(flags.timeout !== undefined && { timeouts: timeoutsOf(flags.timeout) }),
  };
}

function timeoutsOf(seconds: number): NonNullable<RunOptions['timeouts']> {
  const ms = seconds * 1000;
  return { connectMs: ms, headersMs: ms, stallMs: ms };
}

/** Where downloads are kept. */
export function cacheFolderOf({ cacheDir }: Pick<Flags, 'cacheDir'>): string {
  return cacheDir === undefined
    ? cacheFolder(process.env, process.platform, { home: homeFolder() })
    : resolve(cacheDir);
}
