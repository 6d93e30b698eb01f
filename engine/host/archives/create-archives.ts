import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Archives, Unpacked, UnpackRequest, Watch } from '../../model/ports.js';
import { systemCode } from '../system-code.js';
import { isInside } from '../writable-roots.js';
import { BrokenArchive } from './broken-archive.js';
import type { Limits } from './decide.js';
import { LARGEST } from './limits.js';
import { shownName } from './member-name.js';
import { Cancelled, unpackAll } from './unpack-all.js';

export interface ArchivesOptions {
  /** Nothing outside these folders is ever changed; unlimited where it is not given. */
  readonly writable?: readonly string[];
  /** Where archives are unpacked before they are moved into place; in the target where it is not given or on another volume. */
  readonly staging?: string;
  readonly limits?: Partial<Limits>;
}

/** Unpacks archives that nobody trusts: all of one or nothing, and nothing outside its target. */
export function createArchives(options: ArchivesOptions = {}): Archives {
  const { writable, staging } = options;
  const limits = { ...LARGEST, ...options.limits };
  return {
    async unpack(request, watch) {
      if (writable !== undefined && !(await isInside(request.into, writable))) return err(outside(request, writable));
      return attempt(
        request,
        () => unpackAll(request, watch, { limits, ...(staging !== undefined && { staging }) }),
        watch,
      );
    },
  };
}

function outside({ into }: UnpackRequest, writable: readonly string[]): Failure {
  const detail = `cannot unpack into ${into}: it is not below ${writable.join(' or ')}`;
  return { kind: 'policy', rule: 'only the install root and the cache are written to', detail };
}

async function attempt(
  request: UnpackRequest,
  work: () => Promise<Unpacked>,
  { signal }: Watch,
): Promise<Result<Unpacked, Failure>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof Cancelled || signal.aborted) return err({ kind: 'cancelled' });
    if (error instanceof BrokenArchive) return err(archiveFailure(request, error));
    if (!isSystemError(error)) throw error;
    return err({ kind: 'file', operation: 'unpack', path: error.path ?? request.into, code: systemCode(error) });
  }
}

function archiveFailure({ name }: UnpackRequest, { reason, entry }: BrokenArchive): Failure {
  return {
    kind: 'archive',
    archive: name,
    ...(entry !== undefined && { entry: shownName(entry) }),
    reason: shownName(reason),
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
