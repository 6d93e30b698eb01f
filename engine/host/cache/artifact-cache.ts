import { chmod, lstat, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import type { Watch } from '../../model/ports.js';
import { acquireKernelLock } from '../run-lock/kernel-lock.js';
import { makeFolder } from '../files/make-folder.js';
import { systemCode } from '../system-code.js';
import { badFolder, entryPath, partialFolder } from './cache-places.js';
import { fileFailure } from '../files/file-failure.js';
import { hashOfFile, type HashedFile } from './hash-of-file.js';
import { isOdd } from './open-plain.js';
import { PartialFile } from './partial-file.js';
import { lastingName, partialName } from './partial-names.js';
import { sweep } from './sweep.js';
import { takeOver } from './take-over.js';

export interface CachedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A file to download into, and the right to do so. */
export interface Claim {
  readonly partial: PartialFile;
  /** To be called last, whatever became of the file. */
  release(this: void): Promise<void>;
}

/** Another process downloads it. */
export interface Taken {
  readonly heldBy: string;
  /** How far it is, by the size of its file and when that was last written to. */
  readonly bytes: number;
  readonly writtenAt: number;
}

/** Files by the SHA-256 of their bytes. Several processes may use one cache: entries arrive by rename, one process downloads each. */
export interface ArtifactCache {
  /** An entry that still has its bytes; one that has not is set aside, which `onBad` is told of, and is then as good as absent. */
  find(sha256: string, watch: Watch, onBad?: () => void): Promise<Result<CachedFile | undefined, FileFailure>>;
  /** Removes what nobody will go on with. */
  sweep(): Promise<void>;
  /** The file that all runs download these bytes into, one at a time; with what an earlier run has left of it. */
  claim(sha256: string): Promise<Result<Claim | Taken, FileFailure>>;
  /** A file of its own to download into, where no hash names it. */
  begin(): Promise<Result<PartialFile, FileFailure>>;
  /** Takes a downloaded file in under its hash. */
  keep(partial: PartialFile): Promise<Result<CachedFile, FileFailure>>;
}

export function artifactCache(folder: string): ArtifactCache {
  return {
    async find(sha256, watch, onBad) {
      const path = entryPath(folder, sha256);
      const found = await attempt('read', path, () => hashOfFile(path, watch).catch(unread));
      if (!found.ok) return found;
      if (found.value === undefined) return ok(undefined);
      const { bytes } = found.value;
      if (found.value.sha256 !== sha256) {
        if (await isReplaced(path, found.value)) return this.find(sha256, watch, onBad);
        onBad?.();
        return attempt('set aside', path, () => setAside(path, badFolder(folder)));
      }
      // what is not used any more is pruned by this
      await utimes(path, new Date(), new Date()).catch(() => undefined);
      return ok({ path, sha256, bytes });
    },
    sweep: () => sweep(folder, Date.now()),
    async claim(sha256) {
      const path = join(partialFolder(folder), lastingName(sha256));
      const made = await attempt('write', path, () => makeFolder(dirname(path)));
      if (!made.ok) return made;
      const lock = await acquireKernelLock(path, `${path}.lock`, { command: 'sam3d-install' });
      if (!lock.ok) {
        const { error } = lock;
        return 'heldBy' in error ? ok(await lookAt(path, error.heldBy)) : err(error);
      }
      const partial = await attempt('write', path, async () => {
        // who had the turn before may have brought it
        if (!(await isThere(entryPath(folder, sha256)))) await takeOver(path);
        return PartialFile.resume(path);
      });
      if (partial.ok) return ok({ partial: partial.value, release: () => lock.value.release() });
      await lock.value.release();
      return partial;
    },
    begin() {
      const path = join(partialFolder(folder), partialName());
      return attempt('write', path, async () => {
        await makeFolder(dirname(path));
        return PartialFile.create(path);
      });
    },
    async keep(partial) {
      return attempt('write', partial.path, async () => {
        await partial.settle();
        const sha256 = await partial.sha256();
        await partial.finish();
        const path = entryPath(folder, sha256);
        await chmod(partial.path, 0o444);
        await makeFolder(dirname(path));
        await renameOver(partial.path, path);
        await syncFolder(dirname(path));
        return { path, sha256, bytes: partial.bytes };
      });
    },
  };
}

/** A folder, a link or what the disk does not give back is no good entry, whatever it is. */
function unread(error: unknown): HashedFile {
  if (!isOdd(error)) throw error;
  return { sha256: '', bytes: 0 };
}

async function attempt<T>(operation: string, path: string, work: () => Promise<T>): Promise<Result<T, FileFailure>> {
  try {
    return ok(await work());
  } catch (error) {
    return err(fileFailure(operation, path, error));
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function lookAt(path: string, heldBy: string): Promise<Taken> {
  const seen = await stat(path).catch(() => undefined);
  return { heldBy, bytes: seen?.size ?? 0, writtenAt: seen?.mtimeMs ?? 0 };
}

/** Another process may have brought a good one while a bad one was read. */
async function isReplaced(path: string, { inode }: HashedFile): Promise<boolean> {
  const now = inode === undefined ? undefined : await lstat(path).catch(() => undefined);
  return now !== undefined && now.ino !== inode;
}

async function setAside(path: string, folder: string): Promise<undefined> {
  try {
    await makeFolder(folder);
    await rename(path, join(folder, partialName()));
  } catch (error) {
    // another process may have been quicker; what cannot be kept to be looked at goes
    if (systemCode(error) !== 'ENOENT') await rm(path, { recursive: true, force: true });
  }
}

/** Windows renames over no read-only file; then the other one is removed first: it was made from the same bytes. */
async function renameOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
    await chmod(to, 0o666);
    await rm(to, { force: true });
    await rename(from, to);
  }
}

/** So that the new name outlives a power cut; Windows opens no folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}
