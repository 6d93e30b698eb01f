import { chmod, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import type { Watch } from '../../model/ports.js';
import { makeFolder } from '../make-folder.js';
import { fileFailure } from './file-failure.js';
import { hashOfFile } from './hash-of-file.js';
import { PartialFile } from './partial-file.js';
import { partialName, sweepPartials } from './partial-names.js';

export interface CachedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Files by the SHA-256 of their bytes. Several processes may use one cache: names are unique, entries arrive by rename. */
export interface ArtifactCache {
  /** An entry that still has its bytes; one that has not is set aside, and is then as good as absent. */
  find(sha256: string, watch: Watch): Promise<Result<CachedFile | undefined, FileFailure>>;
  /** Removes what downloads of processes that were killed have left. */
  sweep(): Promise<void>;
  /** A file of its own to download into. */
  begin(): Promise<Result<PartialFile, FileFailure>>;
  /** Takes a downloaded file in under its hash. */
  keep(partial: PartialFile): Promise<Result<CachedFile, FileFailure>>;
}

/**
 *     <folder>/sha256/ab/abcd…   entries, read-only
 *     <folder>/partial/          downloads under way
 *     <folder>/bad/              entries whose bytes had changed
 */
export function artifactCache(folder: string): ArtifactCache {
  const placeOf = (sha256: string) => join(folder, 'sha256', sha256.slice(0, 2), sha256);
  return {
    async find(sha256, watch) {
      const path = placeOf(sha256);
      return attempt('read', path, async () => {
        const found = await hashOfFile(path, watch);
        if (found === undefined) return undefined;
        if (found.sha256 === sha256) return { path, ...found };
        await setAside(path, join(folder, 'bad'));
        return undefined;
      });
    },
    sweep: () => sweepPartials(join(folder, 'partial')),
    begin() {
      const path = join(folder, 'partial', partialName());
      return attempt('write', path, async () => {
        await makeFolder(dirname(path));
        return PartialFile.create(path);
      });
    },
    keep(partial) {
      const sha256 = partial.sha256();
      const path = placeOf(sha256);
      return attempt('write', path, async () => {
        await partial.finish();
        await chmod(partial.path, 0o444);
        await makeFolder(dirname(path));
        await renameOver(partial.path, path);
        await syncFolder(dirname(path));
        return { path, sha256, bytes: partial.bytes };
      });
    },
  };
}

async function attempt<T>(operation: string, path: string, work: () => Promise<T>): Promise<Result<T, FileFailure>> {
  try {
    return ok(await work());
  } catch (error) {
    return err(fileFailure(operation, path, error));
  }
}

async function setAside(path: string, folder: string): Promise<void> {
  await makeFolder(folder);
  await rename(path, join(folder, partialName())).catch(goneAlready);
}

/** Another process may have been quicker. */
function goneAlready(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
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
