import { err, ok, type Result } from '../base/result.js';
import { isBuiltIn } from '../host/built-in-manifests.js';
import { nameInBundle } from '../host/bundle-names.js';
import { packageFolder } from '../host/package-folder.js';
import { paths } from '../host/files/paths.js';
import { shownPath } from '../host/files/shown-path.js';
import type { Refusal } from './refusal.js';

/** Whether a manifest, or what stands beside it, is for its user to change; what an update would undo is not. */
export function mayEdit(path: string, cwd: string): Result<undefined, Refusal> {
  const isInstalled = nameInBundle(path) !== undefined || packageFolder.split(paths.sep).includes('node_modules');
  if (!isBuiltIn(path) || !isInstalled) return ok();
  const reason = `${shownPath(path, cwd)} belongs to the installed package, and the next update of it would undo the change`;
  const help = 'extend it: a manifest of your own with `extends` and its own `versions`, and change that one';
  return err({ kind: 'host', reason, help });
}
