import type { FileFailure } from '../../model/failure.js';

/** What the system said of a file, as a failure; anything that is no system error is a defect and thrown on. */
export function fileFailure(operation: string, path: string, error: unknown): FileFailure {
  const { code, syscall, path: at } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  // a folder above it: to be told of the file would send people looking in the wrong place
  if (syscall === 'mkdir' && at !== undefined) return { kind: 'file', operation: 'make', path: at, code };
  return { kind: 'file', operation, path, code };
}
