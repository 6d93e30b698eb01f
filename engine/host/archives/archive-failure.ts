import type { Failure } from '../../model/failure.js';
import type { UnpackRequest } from '../../model/ports.js';
import { systemCode } from '../system-code.js';
import { BrokenArchive } from './broken-archive.js';
import { shownName } from './member-name.js';

/** What an error says of the archive or the machine; faults of ours are thrown on. */
export function archiveFailure({ name, into }: UnpackRequest, error: unknown): Failure {
  if (error instanceof BrokenArchive) return broken(name, error);
  if (!isSystemError(error)) throw error;
  return { kind: 'file', operation: 'unpack', path: error.path ?? into, code: systemCode(error) };
}

function broken(name: string, { reason, entry }: BrokenArchive): Failure {
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
