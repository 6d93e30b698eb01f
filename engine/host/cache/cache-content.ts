import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import type { Watch } from '../../model/ports.js';
import { systemCode } from '../system-code.js';
import { artifactCache } from './artifact-cache.js';
import { badFolder, entriesFolder, entryPath, partialFolder, startFolders } from './cache-places.js';
import { fileFailure } from '../files/file-failure.js';
import { isOfTheDead, lastingOf } from './partial-names.js';
import { whileIdle } from './while-idle.js';

export interface Entry {
  readonly sha256: string;
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** The entries by their hash, without looking at their bytes. */
export async function listCache(folder: string): Promise<readonly Entry[]> {
  const parts = await readdir(entriesFolder(folder)).catch(() => []);
  const names = await Promise.all(parts.map(part => readdir(join(entriesFolder(folder), part)).catch(() => [])));
  const entries = names.flat().filter(name => /^[0-9a-f]{64}$/.test(name));
  const found = await Promise.all(entries.sort().map(sha256 => entryOf(entryPath(folder, sha256), sha256)));
  return found.filter(entry => entry !== undefined);
}

/** Whether there is an entry of this hash, without looking at its bytes. */
export async function isKept(folder: string, sha256: string): Promise<boolean> {
  return (await entryOf(entryPath(folder, sha256), sha256)) !== undefined;
}

/** What keeps its entries from being seen; a cache that is not there has none. */
export async function cacheTrouble(folder: string): Promise<FileFailure | undefined> {
  const top = entriesFolder(folder);
  const parts = await readdir(top).catch(() => []);
  for (const place of [folder, top, ...parts.map(part => join(top, part))]) {
    const code = await readdir(place).then(() => 'ENOENT', systemCode);
    if (code !== 'ENOENT') return { kind: 'file', operation: 'look into', path: place, code };
  }
  return undefined;
}

/** A file that only makes the next start faster. */
export type StartFile = Omit<Entry, 'sha256'>;

export async function listStartFiles(folder: string): Promise<readonly StartFile[]> {
  const places = await Promise.all(startFolders(folder).map(pathsIn));
  const found = await Promise.all(places.flat().map(seenAt));
  return found.filter(file => file !== undefined);
}

/** One that is not what its name says; `failure` where it could not even be set aside. */
export type BadEntry = Entry & { readonly failure?: FileFailure };

/** Reads every entry: those whose bytes are not what their name says are set aside, and given back. */
export async function verifyCache(
  folder: string,
  watch: Watch,
): Promise<{ readonly good: number; readonly bad: readonly BadEntry[] }> {
  const cache = artifactCache(folder);
  const bad: BadEntry[] = [];
  let good = 0;
  for (const entry of await listCache(folder)) {
    let isBad = false;
    const found = await cache.find(entry.sha256, watch, () => (isBad = true));
    if (watch.signal.aborted) break;
    if (!found.ok) bad.push({ ...entry, failure: found.error });
    else if (found.value !== undefined) good += 1;
    // else another process has removed it meanwhile
    else if (isBad) bad.push(entry);
  }
  return { good, bad };
}

/** Removes entries that were last used before a time, what was set aside, downloads that no process works on, and old help to start. */
export async function pruneCache(
  folder: string,
  before: number,
): Promise<{ readonly files: number; readonly bytes: number; readonly failures: readonly FileFailure[] }> {
  const old = (await listCache(folder)).filter(({ usedAt }) => usedAt < before).map(({ path }) => path);
  const bad = await pathsIn(badFolder(folder));
  const starts = (await listStartFiles(folder)).filter(({ usedAt }) => usedAt < before).map(({ path }) => path);
  const whole = await Promise.all([...old, ...bad, ...starts].map(remove));
  const removed = [...whole, ...(await prunePartials(partialFolder(folder), before))];
  const sizes = removed.flatMap(each => (each.ok ? each.value : []));
  return {
    files: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    failures: removed.flatMap(each => (each.ok ? [] : each.error)),
  };
}

async function entryOf(path: string, sha256: string): Promise<Entry | undefined> {
  const seen = await seenAt(path);
  return seen === undefined ? undefined : { sha256, ...seen };
}

async function seenAt(path: string): Promise<StartFile | undefined> {
  const seen = await lstat(path).catch(() => undefined);
  return seen === undefined ? undefined : { path, bytes: seen.size, usedAt: seen.mtimeMs };
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).map(name => join(folder, name));
}

type Removed = Result<readonly number[], FileFailure>;

/** A download that goes on is locked, or named after a process that lives. One after another: a file and its notes have one lock. */
async function prunePartials(place: string, before: number): Promise<readonly Removed[]> {
  const removed: Removed[] = [];
  for (const name of await readdir(place).catch(() => [])) {
    const path = join(place, name);
    const seen = await lstat(path).catch(() => undefined);
    if (seen === undefined || seen.mtimeMs >= before || name.endsWith('.lock')) continue;
    const lasting = lastingOf(name);
    if (lasting === undefined && !isOfTheDead(name)) continue;
    const end = lasting === undefined ? await remove(path) : await whileIdle(join(place, lasting), () => remove(path));
    if (end !== undefined) removed.push(end);
  }
  return removed;
}

/** Its size; none where it had gone before. */
async function remove(path: string): Promise<Removed> {
  try {
    const { size } = await lstat(path);
    // Windows removes nothing that is read-only
    if (process.platform === 'win32') await chmod(path, 0o666);
    await rm(path, { recursive: true });
    return ok([size]);
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? ok([]) : err(fileFailure('remove', path, error));
  }
}
