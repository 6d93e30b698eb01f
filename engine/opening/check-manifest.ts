import { ACTION_KINDS } from '../actions/registry.js';
import { analyse } from '../analyse/analyse.js';
import { err, ok, type Result } from '../base/result.js';
import { baseNames, builtInDiagnoses, builtInNames, manifestSchema } from '../host/built-in-manifests.js';
import { readText } from '../host/read-text.js';
import { embedded, type CheckedManifest } from '../host/embedded.js';
import { compileCheck } from '../load/compile-check.js';
import { load } from '../load/load.js';
import { parseDiagnoses } from '../load/parse-diagnoses.js';
import type { ManifestText } from '../load/extend.js';
import { parseLockfile } from '../load/parse-lockfile.js';
import type { SchemaCheck } from '../load/validate.js';
import { findBase, lockTextAt, textAt, type Seen } from './manifest-texts.js';
import type { Lockfile } from '../model/lockfile.js';
import type { Manifest } from '../model/manifest.js';
import type { JsonObject } from '../model/value.js';
import type { Refusal } from './refusal.js';
import { rememberCheck, type AskedBase } from './remembered-check.js';

/** The manifest in a file: loaded, with the lock beside it, and analysed; what the analysis finds stands among the warnings. */
export async function checkManifest(path: string, seen: Seen): Promise<Result<CheckedManifest, Refusal>> {
  const entry = await textAt(path, seen);
  if (!entry.ok) return entry;
  const bases: AskedBase[] = [];
  const loaded = await load({
    entry: entry.value,
    check: await schemaCheck(),
    findBase: async (name, from) => {
      const found = await findBase(name, from, seen);
      bases.push({ name, from, found });
      return found;
    },
    builtIn: async () => [...(await baseNames()), ...(await builtInNames())],
  });
  if (!loaded.ok) return err({ kind: 'manifest', ...loaded.error });
  const { manifest } = loaded.value;
  const lockText = await lockTextAt(path, seen.cwd);
  if (!lockText.ok) return lockText;
  const lock = lockOf(lockText.value);
  if (!lock.ok) return lock;
  const context = { kinds: ACTION_KINDS, ...(lock.value !== undefined && { lock: lock.value }) };
  const findings = [...loaded.value.warnings, ...analyse(manifest, context)];
  const diagnose = [...manifest.diagnose, ...(await readDiagnoses())];
  const checked = {
    manifest: { ...manifest, diagnose },
    warnings: findings,
    ...(lock.value !== undefined && { lock: lock.value }),
  };
  if (seen.texts.size === 0) rememberCheck({ entry: entry.value, lock: lockText.value, bases }, checked);
  return ok(checked);
}

function lockOf(written: ManifestText | undefined): Result<Lockfile | undefined, Refusal> {
  if (written === undefined) return ok(undefined);
  const { file, text } = written;
  const lock = parseLockfile(file, text);
  return lock.ok ? lock : err({ kind: 'manifest', diagnostics: lock.error, sources: new Map([[file, text]]) });
}

/** They come with the program too. A manifest's own rules stand before them. */
async function readDiagnoses(): Promise<Manifest['diagnose']> {
  const text = await readText(builtInDiagnoses);
  const ahead = text.ok ? embedded?.diagnoses(text.value) : undefined;
  if (ahead !== undefined) return ahead;
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
