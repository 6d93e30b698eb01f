import { ACTION_KINDS } from './actions/registry.js';
import { analyse } from './analyse/analyse.js';
import { err, ok, type Result } from './base/result.js';
import { builtInDiagnoses, findManifest, manifestSchema, readText } from './host/built-in.js';
import { embedded, type CheckedManifest } from './host/embedded.js';
import { paths } from './host/paths.js';
import { pathOfShown, shownPath } from './host/shown-path.js';
import { compileCheck } from './load/compile-check.js';
import type { ManifestText } from './load/extend.js';
import { load } from './load/load.js';
import { parseDiagnoses } from './load/parse-diagnoses.js';
import { parseLock } from './load/parse-lock.js';
import type { SchemaCheck } from './load/validate.js';
import { lockPathOf } from './lock-path.js';
import type { Lock } from './model/lock.js';
import type { Manifest } from './model/manifest.js';
import type { JsonObject } from './model/value.js';
import type { Refusal } from './refusal.js';

/** Texts that stand in for what a file holds, by its absolute path: to look at an edit before it is written. */
export type Texts = ReadonlyMap<string, string>;

/** The manifest in a file: loaded, with the lock beside it, and analysed; what the analysis finds stands among the warnings. */
export async function checkManifest(
  path: string,
  cwd: string,
  texts: Texts,
): Promise<Result<CheckedManifest, Refusal>> {
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
