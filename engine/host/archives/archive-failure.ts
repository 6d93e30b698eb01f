import type { Failure } from '../../model/failure.js';
import type { UnpackRequest } from '../../model/ports.js';
import { systemCode } from '../system-code.js';
import { systemName } from '../system-name.js';
import { BrokenArchive } from './broken-archive.js';
import { shownName } from './member-name.js';

/** What an error says of the archive or the machine; faults of ours are thrown on. */
export function archiveFailure(
  { name, into }: Pick<UnpackRequest, 'name' | 'into'>,
  error: unknown,
  { platform }: { readonly platform: string } = { platform: systemName },
): Failure {
  if (error instanceof BrokenArchive) return broken(name, error);
  if (!isSystemError(error)) throw error;
  const unheldName = platform === 'win32' ? UNHELD.exec(error.path ?? '')?.groups?.['member'] : undefined;
  if (unheldName !== undefined) return broken(name, new BrokenArchive(NOT_HELD, unheldName.replaceAll('\\', '/')));
  return { kind: 'file', operation: 'unpack', path: error.path ?? into, code: systemCode(error) };
}

/**
 * What no name on Windows may have. Archives that are only for other systems do have it (documentation, tests), and no harm
 * comes of it there, so it is refused where it cannot be written, and not by `decide` everywhere.
 */
const UNHELD = /[\\/]\.unpack-[^\\/]*[\\/]tree[\\/](?<member>.*[<>"|?*].*)$/s;
const NOT_HELD = 'its name has one of < > " | ? *, which Windows allows in no name';

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
