import {
  cacheTrouble,
  listCache,
  listStartFiles,
  pruneCache,
  verifyCache,
  type BadEntry,
} from '../../host/cache/cache-content.js';
import { bytesText, countText } from '../../report/amount.js';
import { failureText } from '../../report/failure-text.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { streams } from '../streams.js';
import { cacheFolderOf } from '../wish.js';

type Job = (folder: string, flags: Flags) => Promise<number>;

const JOBS: Readonly<Record<string, Job>> = { list, verify, prune, path };

/** `cache list|verify|prune|path`: the downloads that are kept for the next run. */
export async function cacheCommand(flags: Flags, job = 'list'): Promise<number> {
  const chosen = Object.hasOwn(JOBS, job) ? JOBS[job] : undefined;
  if (chosen !== undefined) return inCache(cacheFolderOf(flags), chosen, flags);
  streams.talk(`error: cache has no \`${job}\`\nhelp: it has ${Object.keys(JOBS).join(', ')}`);
  return EXIT.usage;
}

/** What cannot be seen is not told to be empty. */
async function inCache(folder: string, job: Job, flags: Flags): Promise<number> {
  const trouble = job === path ? undefined : await cacheTrouble(folder);
  if (trouble === undefined) return job(folder, flags);
  streams.talk(`error: ${failureText(trouble).join('\n')}`);
  return EXIT.failed;
}

async function path(folder: string, { json }: Flags): Promise<number> {
  streams.result(json ? JSON.stringify({ path: folder }) : folder);
  return EXIT.done;
}

async function list(folder: string, { json, quiet }: Flags): Promise<number> {
  const entries = await listCache(folder);
  const bytes = bytesOf(entries);
  const starts = await listStartFiles(folder);
  const start = { files: starts.length, bytes: bytesOf(starts) };
  if (json) streams.result(JSON.stringify({ path: folder, bytes, entries, start }));
  else if (entries.length > 0)
    streams.result(
      entries
        .map(({ sha256, bytes: size, usedAt }) => [
          sha256,
          new Date(usedAt).toISOString().slice(0, 10),
          bytesText(size),
        ])
        .map(cells => cells.join('  '))
        .join('\n'),
    );
  if (json || quiet) return EXIT.done;
  streams.talk(`${countText(entries.length, 'file')}, ${bytesText(bytes)}, in ${folder}`);
  if (start.files > 0)
    streams.talk(`and ${countText(start.files, 'file')}, ${bytesText(start.bytes)}, to start faster`);
  return EXIT.done;
}

function bytesOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Ends with 1 when something is bad, which by then is set aside. */
async function verify(folder: string, { json, quiet }: Flags): Promise<number> {
  const interruption = listenForInterruption(streams.talk);
  const watch = { signal: interruption.signal, progress: () => undefined };
  const { good, bad } = await verifyCache(folder, watch);
  interruption.release();
  if (json) streams.result(JSON.stringify({ path: folder, good, bad }));
  else bad.forEach(entry => streams.result(badText(entry)));
  const isAside = bad.every(({ failure }) => failure === undefined);
  if (!json && !quiet && isAside) streams.talk(bad.length === 0 ? `${countText(good, 'file')}, all good` : MADE_GOOD);
  return interruption.exitCode() ?? (bad.length === 0 ? EXIT.done : EXIT.failed);
}

function badText({ path: place, failure }: BadEntry): string {
  if (failure === undefined) return `${place}: its bytes are not what its name says; set aside`;
  return failureText(failure).join('\n');
}

const MADE_GOOD = 'help: nothing is to be done: the next run that needs them downloads them again';

const DAY = 24 * 60 * 60 * 1000;
const KEPT_DAYS = 30;

async function prune(folder: string, { json, quiet, all }: Flags): Promise<number> {
  const before = all ? Infinity : Date.now() - KEPT_DAYS * DAY;
  const { files, bytes, failures } = await pruneCache(folder, before);
  if (json) streams.result(JSON.stringify({ path: folder, files, bytes, failures }));
  else if (!quiet) {
    const kept = all ? '' : `; what was used in the last ${KEPT_DAYS} days is kept (--all removes it too)`;
    streams.talk(`removed ${countText(files, 'file')}, ${bytesText(bytes)}${kept}`);
  }
  // they mostly have one cause
  const [first] = failures;
  if (first === undefined) return EXIT.done;
  streams.talk([`error: ${countText(failures.length, 'file')} left`, ...failureText(first)].join('\n'));
  return EXIT.failed;
}
