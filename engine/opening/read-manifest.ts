import { err, ok, type Result } from '../base/result.js';
import type { Texts } from './manifest-texts.js';
import { builtInNames, findManifest, isManifestFolder } from '../host/built-in-manifests.js';
import { nameInBundle } from '../host/bundle-names.js';
import { embedded, type CheckedManifest } from '../host/embedded.js';
import type { Refusal } from './refusal.js';
import { recallCheck } from './remembered-check.js';

export interface ReadManifest extends CheckedManifest {
  /** Absolute. */
  readonly path: string;
}

/** A manifest by path or built-in name, loaded and analysed, with the lock beside it. Any error refuses it, with all findings. */
export async function readManifest(
  name: string | undefined,
  cwd: string,
  texts: Texts = new Map(),
): Promise<Result<ReadManifest, Refusal>> {
  const read = await loadManifest(name, cwd, texts);
  if (!read.ok) return read;
  const { manifest, warnings } = read.value;
  if (warnings.some(({ severity }) => severity === 'error')) {
    return err({ kind: 'manifest', diagnostics: warnings, sources: manifest.sources });
  }
  return read;
}

/** The same, whatever is found: errors of the analysis stand among the warnings. */
export async function loadManifest(
  name: string | undefined,
  cwd: string,
  texts: Texts = new Map(),
): Promise<Result<ReadManifest, Refusal>> {
  const path = name !== undefined && texts.has(name) ? name : await findManifest(name, cwd);
  if (path === undefined) {
    const isFolder = name !== undefined && (await isManifestFolder(name, cwd));
    if (isFolder) return err({ kind: 'usage', reason: `${name} is a folder`, help: 'name the manifest file in it' });
    return err({ kind: 'no-manifest', ...(name !== undefined && { name }), builtIn: await builtInNames() });
  }
  const seen = { cwd, texts };
  const known = texts.size === 0 ? (checkedAhead(path) ?? (await recallCheck(path, seen))) : undefined;
  if (known !== undefined) return ok({ path, ...known });
  // what reads manifests is the largest part of the program
  const { checkManifest } = await import('./check-manifest.js');
  const checked = await checkManifest(path, seen);
  return checked.ok ? ok({ path, ...checked.value }) : checked;
}

/** What is built in to a bundle cannot have changed since. */
function checkedAhead(path: string): CheckedManifest | undefined {
  const name = nameInBundle(path);
  return name === undefined ? undefined : embedded?.checked(name);
}
