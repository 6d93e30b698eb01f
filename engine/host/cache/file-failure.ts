import type { FileFailure } from '../../model/failure.js';

/** What the system said of a file, as a failure; anything that is no system error is a defect and thrown on. */
export function fileFailure(operation: string, path: string, error: unknown): FileFailure {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return { kind: 'file', operation, path, code };
}
