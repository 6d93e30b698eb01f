import { constants } from 'node:fs';
import { chmod, copyFile, lstat, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Files, FileStat } from '../../model/ports.js';
import { makeFolder } from './make-folder.js';
import { moveIntoPlace } from './move-into-place.js';
import { systemCode } from '../system-code.js';
import { entryIsInside, isInside } from './writable-roots.js';

export interface FilesOptions {
  /** Nothing outside these folders is ever changed. */
  readonly writable: readonly string[];
  /** Where files are written before they are renamed; beside the target when it is not given or on another volume. */
  readonly staging?: string;
}

/** The files of this machine: read anywhere, changed only in the writable folders. */
export function openFiles(options: FilesOptions): Files {
  const { writable } = options;
  return {
    stat,
    list,
    readText,
    writeText: (path, text, { executable = false } = {}) =>
      guard('write', { writable, changed: [path] }, () =>
        writeAside(path, options, async aside => {
          const file = await open(aside, 'wx', modeOf(executable));
          await useThenClose(file, () => file.writeFile(text, 'utf8'));
        }),
      ),
    makeFolder: path =>
      guard('make the folder', { writable, changed: [path], isAllowed: isInside }, async () => {
        await makeFolder(path);
      }),
    copy: (from, to, { executable = false } = {}) =>
      guard('copy', { writable, changed: [to], from }, () =>
        writeAside(to, options, async aside => {
          await copyFile(from, aside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
          await chmod(aside, modeOf(executable));
          await useThenClose(await open(aside, 'r+'), async () => undefined);
        }),
      ),
    move: (from, to) =>
      guard('move', { writable, changed: [from, to], target: to, from }, async () => {
        await makeFolder(dirname(to));
        await moveIntoPlace(from, to);
      }),
    // The retries are for Windows, where a virus scanner holds what has just been written.
    remove: path =>
      guard('remove', { writable, changed: [path] }, () =>
        rm(path, { recursive: true, force: true, maxRetries: 8, retryDelay: 50 }),
      ),
  };
}

interface Guarded {
  readonly writable: readonly string[];
  /** Paths whose entries are made, replaced or removed. */
  readonly changed: readonly string[];
  /** A folder that is there already may be a link: then it is what is behind it that counts. */
  readonly isAllowed?: typeof isInside;
  /** What a failure names: the first changed path where it is not given. */
  readonly target?: string;
  readonly from?: string;
}

async function guard(
  operation: string,
  { writable, changed, isAllowed = entryIsInside, target = changed[0] ?? '', from }: Guarded,
  work: () => Promise<void>,
): Promise<Result<undefined, Failure>> {
  for (const path of changed) {
    if (await isAllowed(path, writable)) continue;
    const detail = `cannot ${operation} ${path}: it is not below ${writable.join(' or ')}`;
    return err({ kind: 'policy', rule: 'only the install root and the cache are written to', detail });
  }
  try {
    await work();
    return ok();
  } catch (error) {
    const code = systemCode(error);
    // Folders above the target are made, so what is missing is what was to be copied or moved.
    return err({ kind: 'file', operation, path: (code === 'ENOENT' ? from : undefined) ?? target, code });
  }
}

/** Runs `fill` on a fresh name, makes the bytes durable, and renames it to `path`: a reader sees all of it or nothing. */
async function writeAside(path: string, options: FilesOptions, fill: (aside: string) => Promise<void>): Promise<void> {
  const { staging } = options;
  await makeFolder(dirname(path));
  if (staging !== undefined && (await isInside(staging, options.writable)) && (await onOneVolume(path, staging))) {
    return fillAndRename(path, join(staging, freshName()), fill);
  }
  return fillAndRename(path, join(dirname(path), `.${freshName()}`), fill);
}

async function fillAndRename(path: string, aside: string, fill: (aside: string) => Promise<void>): Promise<void> {
  try {
    await fill(aside);
    await moveIntoPlace(aside, path);
  } catch (error) {
    await rm(aside, { force: true, maxRetries: 3 }).catch(() => undefined);
    throw error;
  }
}

let names = 0;

function freshName(): string {
  names += 1;
  return `${process.pid}-${Date.now().toString(36)}-${names}.part`;
}

async function onOneVolume(path: string, staging: string): Promise<boolean> {
  await makeFolder(staging);
  const [target, aside] = await Promise.all([lstat(dirname(path)), lstat(staging)]);
  return target.dev === aside.dev;
}

async function useThenClose(file: FileHandle, use: () => Promise<void>): Promise<void> {
  try {
    await use();
    await file.sync();
  } finally {
    await file.close();
  }
}

function modeOf(executable: boolean): number {
  return executable ? 0o755 : 0o644;
}

const WINDOWS_PROGRAMS: readonly string[] = ['.exe', '.bat', '.cmd', '.com'];

async function stat(path: string): Promise<FileStat | undefined> {
  try {
    const found = await lstat(path);
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other';
    const executable =
      process.platform === 'win32'
        ? WINDOWS_PROGRAMS.includes(extname(basename(path)).toLowerCase())
        : (found.mode & 0o111) !== 0;
    return { kind, size: found.size, modified: found.mtimeMs, executable: kind === 'file' && executable };
  } catch {
    return undefined;
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

async function readText(path: string): Promise<Result<string, Failure>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return err({ kind: 'file', operation: 'read', path, code: systemCode(error) });
  }
}
