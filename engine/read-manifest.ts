import { ACTION_KINDS } from './actions/registry.js';
import { analyse } from './analyse/analyse.js';
import type { Diagnostic } from './base/diagnostic.js';
import { err, ok, type Result } from './base/result.js';
import { builtInNames, findManifest, manifestSchema, readText } from './host/built-in.js';
import { paths } from './host/paths.js';
import { shownPath } from './host/shown-path.js';
import type { ManifestText } from './load/extend.js';
import { load } from './load/load.js';
import { parseLock } from './load/parse-lock.js';
import type { Lock } from './model/lock.js';
import type { Manifest } from './model/manifest.js';
import type { JsonObject } from './model/value.js';
import type { Refusal } from './refusal.js';

export interface ReadManifest {
  /** Absolute. */
  readonly path: string;
  readonly manifest: Manifest;
  readonly lock?: Lock;
  readonly warnings: readonly Diagnostic[];
}

/** A manifest by path or built-in name, loaded and analysed, with the lock beside it. Any error refuses it, with all findings. */
export async function readManifest(name: string | undefined, cwd: string): Promise<Result<ReadManifest, Refusal>> {
  const path = await findManifest(name, cwd);
  if (path === undefined) {
    return err({ kind: 'no-manifest', ...(name !== undefined && { name }), builtIn: await builtInNames() });
  }
  const [entry, schema] = [await textAt(path, cwd), await readSchema()];
  if (!entry.ok) return entry;
  const loaded = await load({ entry: entry.value, schema, findBase: (base, from) => findBase(base, from, cwd) });
  if (!loaded.ok) return err({ kind: 'manifest', ...loaded.error });
  const { manifest } = loaded.value;
  const lock = await readLock(path, cwd);
  if (!lock.ok) return lock;
  const context = { kinds: ACTION_KINDS, ...(lock.value !== undefined && { lock: lock.value }) };
  const findings = [...loaded.value.warnings, ...analyse(manifest, context)];
  if (findings.some(({ severity }) => severity === 'error')) {
    return err({ kind: 'manifest', diagnostics: findings, sources: manifest.sources });
  }
  return ok({ path, manifest, warnings: findings, ...(lock.value !== undefined && { lock: lock.value }) });
}

async function textAt(path: string, cwd: string): Promise<Result<ManifestText, Refusal>> {
  const text = await readText(path);
  if (!text.ok) return err({ kind: 'failure', failure: text.error });
  return ok({ file: shownPath(path, cwd), text: text.value });
}

async function findBase(name: string, from: string, cwd: string): Promise<ManifestText | undefined> {
  const path = await findManifest(name, paths.dirname(paths.isAbsolute(from) ? from : paths.join(cwd, from)));
  if (path === undefined) return undefined;
  const text = await textAt(path, cwd);
  return text.ok ? text.value : undefined;
}

async function readLock(manifestPath: string, cwd: string): Promise<Result<Lock | undefined, Refusal>> {
  const path = `${manifestPath.replace(/\.ya?ml$/, '')}.lock.yaml`;
  const text = await readText(path);
  if (!text.ok) return text.error.code === 'ENOENT' ? ok(undefined) : err({ kind: 'failure', failure: text.error });
  const file = shownPath(path, cwd);
  const lock = parseLock(file, text.value);
  return lock.ok ? lock : err({ kind: 'manifest', diagnostics: lock.error, sources: new Map([[file, text.value]]) });
}

/** The committed schema, the very file that editors use. It comes with the program, so that it is missing is our fault. */
async function readSchema(): Promise<JsonObject> {
  const text = await readText(manifestSchema);
  if (!text.ok) throw new Error(`the schema ${manifestSchema} cannot be read: ${text.error.code}`);
  return JSON.parse(text.value) as JsonObject;
}
