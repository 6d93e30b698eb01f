import { resolve } from 'node:path';
import { cacheFolder } from '../host/cache/cache-folder.js';
import { homeFolder } from '../host/environment/home-folder.js';
import type { LockHolder } from '../host/run-lock/holder.js';
import { thisHolder } from '../host/run-lock/this-holder.js';
import type { RunOptions } from '../run-options.js';
import type { Wish } from '../opening/prepare.js';
import { usualRunOptions } from '../usual-run-options.js';
import { usualWish } from '../usual-wish.js';
import { acceptWith } from './accept.js';
import type { Flags } from './options.js';

/** What the flags wish for. */
export function wishOf({ manifest, root, profile, option, set, platform }: Flags): Promise<Wish> {
  return usualWish({
    root,
    ...(manifest !== undefined && { manifest }),
    choices: { options: option, versions: set, ...(profile !== undefined && { profile }) },
    ...(platform !== undefined && { platform }),
  });
}

/** This process, for the message to another one on the same root. */
export function holderOf(): LockHolder {
  return thisHolder(['sam3d-install', ...process.argv.slice(2)].join(' '));
}

/** How the flags want it run. */
export function runOptionsOf(flags: Flags): Promise<RunOptions> {
  return usualRunOptions({
    holder: holderOf(),
    cacheFolder: cacheFolderOf(flags),
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
  });
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
