import { err, ok, type Result } from '../base/result.js';
import type { Position } from '../base/span.js';
import { readText } from '../host/read-text.js';
import { shownPath } from '../host/files/shown-path.js';
import { parsePackageLock } from '../lockfile/package-lock-text.js';
import type { PackageLock } from '../model/package-lock.js';
import type { Refusal } from './refusal.js';

/** Where the lock of packages stands: beside the manifest, in JSON, since it is long and read only by `--locked`. */
export function packageLockPathOf(manifestPath: string): string {
  return `${manifestPath.replace(/\.ya?ml$/, '')}.lock.json`;
}

/** Undefined where there is none. */
export async function readPackageLock(
  manifestPath: string,
  cwd: string,
): Promise<Result<PackageLock | undefined, Refusal>> {
  const path = packageLockPathOf(manifestPath);
  const text = await readText(path);
  if (!text.ok) return text.error.code === 'ENOENT' ? ok(undefined) : err({ kind: 'failure', failure: text.error });
  const lock = parsePackageLock(text.value);
  if (lock.ok) return lock;
  const file = shownPath(path, cwd);
  const { message, offset } = lock.error;
  const span = { file, start: positionAt(text.value, offset), end: positionAt(text.value, offset + 1) };
  const help = 'remove the file, and write it anew with sam3d-install lock';
  const diagnostic = { code: 'package-lock', severity: 'error', message, span, help } as const;
  return err({ kind: 'manifest', diagnostics: [diagnostic], sources: new Map([[file, text.value]]) });
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), offset };
}
