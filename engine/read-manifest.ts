import { ACTION_KINDS } from './actions/registry.js';
import { analyse } from './analyse/analyse.js';
import type { Diagnostic } from './base/diagnostic.js';
import { err, ok, type Result } from './base/result.js';
import { builtInDiagnoses, builtInNames, findManifest, manifestSchema, readText } from './host/built-in.js';
import { embedded } from './host/embedded.js';
import { paths } from './host/paths.js';
import { pathOfShown, shownPath } from './host/shown-path.js';
import type { ManifestText } from './load/extend.js';
import { parseDiagnoses } from './load/parse-diagnoses.js';
import { load } from './load/load.js';
import { compileCheck } from './load/compile-check.js';
import { parseLock } from './load/parse-lock.js';
import type { Lock } from './model/lock.js';
import type { SchemaCheck } from './load/validate.js';
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

/** Texts that stand in for what a file holds, by its absolute path: to look at an edit before it is written. */
export type Texts = ReadonlyMap<string, string>;

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
    return err({ kind: 'no-manifest', ...(name !== undefined && { name }), builtIn: await builtInNames() });
  }
  const seen = { cwd, texts };
  const entry = await textAt(path, seen);
  if (!entry.ok) return entry;
  const loaded = await load({
    entry: entry.value,
    check: await schemaCheck(),
    findBase: (base, from) => findBase(base, from, seen),
  });
  if (!loaded.ok) return err({ kind: 'manifest', ...loaded.error });
  const { manifest } = loaded.value;
  const lock = await readLock(path, cwd);
  if (!lock.ok) return lock;
  const context = { kinds: ACTION_KINDS, ...(lock.value !== undefined && { lock: lock.value }) };
  const findings = [...loaded.value.warnings, ...analyse(manifest, context)];
  const diagnose = [...manifest.diagnose, ...(await readDiagnoses())];
  return ok({
    path,
    manifest: { ...manifest, diagnose },
    warnings: findings,
    ...(lock.value !== undefined && { lock: lock.value }),
  });
}

interface Seen {
  readonly cwd: string;
  readonly texts: Texts;
}

async function textAt(path: string, { cwd, texts }: Seen): Promise<Result<ManifestText, Refusal>> {
  const edited = texts.get(path);
  const text = edited === undefined ? await readText(path) : ok(edited);
  if (!text.ok) return err({ kind: 'failure', failure: text.error });
  return ok({ file: shownPath(path, cwd), text: text.value });
}

async function findBase(name: string, from: string, seen: Seen): Promise<ManifestText | undefined> {
  const path = await findManifest(name, paths.dirname(pathOfShown(from, seen.cwd)));
  if (path === undefined) return undefined;
  const text = await textAt(path, seen);
  return text.ok ? text.value : undefined;
}

/** Where the lock of a manifest stands: beside it. */
export function lockPathOf(manifestPath: string): string {
  return `${manifestPath.replace(/\.ya?ml$/, '')}.lock.yaml`;
}

async function readLock(manifestPath: string, cwd: string): Promise<Result<Lock | undefined, Refusal>> {
  const path = lockPathOf(manifestPath);
  const text = await readText(path);
  if (!text.ok) return text.error.code === 'ENOENT' ? ok(undefined) : err({ kind: 'failure', failure: text.error });
  const file = shownPath(path, cwd);
  const lock = parseLock(file, text.value);
  return lock.ok ? lock : err({ kind: 'manifest', diagnostics: lock.error, sources: new Map([[file, text.value]]) });
}

/** They come with the program too. A manifest's own rules stand before them. */
async function readDiagnoses(): Promise<Manifest['diagnose']> {
  const text = await readText(builtInDiagnoses);
  const rules = text.ok ? parseDiagnoses(builtInDiagnoses, text.value) : undefined;
  if (rules?.ok !== true) throw new Error(`the rules in ${builtInDiagnoses} cannot be read`);
  return rules.value;
}

/** The committed schema, the very file that editors use. It comes with the program, so that it is missing is our fault. */
async function schemaCheck(): Promise<SchemaCheck> {
  if (embedded !== undefined) return embedded.check;
  const text = await readText(manifestSchema);
  if (!text.ok) throw new Error(`the schema ${manifestSchema} cannot be read: ${text.error.code}`);
  return compileCheck(JSON.parse(text.value) as JsonObject);
}
