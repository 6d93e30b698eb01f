import { builtInDiagnoses, nameInBundle } from './host/built-in.js';
import { digest } from './host/digest.js';
import type { CheckedManifest } from './host/embedded.js';
import { keepsValues, keepValue, keptValue } from './host/kept-values.js';
import type { ManifestText } from './load/extend.js';
import { findBase, lockTextAt, textAt, type Seen } from './manifest-texts.js';

/** What a manifest asked for with `extends`, and what was found. */
export interface AskedBase {
  readonly name: string;
  readonly from: string;
  readonly found: ManifestText | undefined;
}

interface Remembered {
  readonly bases: readonly { readonly name: string; readonly from: string; readonly digest: string }[];
  readonly checked: CheckedManifest;
}

/** Only where the rest of what a check depends on, built-in bases and rules, is the program itself. */
const remembers = keepsValues && nameInBundle(builtInDiagnoses) !== undefined;

/** All that a check was made of. */
export interface CheckedTexts {
  readonly entry: ManifestText;
  readonly lock: ManifestText | undefined;
  readonly bases: readonly AskedBase[];
}

/** What an earlier run has found of the very same texts: reading and checking them takes longer than all that follows. */
export async function recallCheck(path: string, seen: Seen): Promise<CheckedManifest | undefined> {
  if (!remembers) return undefined;
  const [entry, lock] = [await textAt(path, seen), await lockTextAt(path, seen.cwd)];
  if (!entry.ok || !lock.ok) return undefined;
  const known = keptValue(nameOf(entry.value, lock.value)) as Remembered | undefined;
  if (known === undefined) return undefined;
  for (const base of known.bases) {
    if (digestOf(await findBase(base.name, base.from, seen)) !== base.digest) return undefined;
  }
  return known.checked;
}

/** What was found, by the texts that it was found in, whatever the files say by now. */
export function rememberCheck({ entry, lock, bases }: CheckedTexts, checked: CheckedManifest): void {
  if (!remembers) return;
  const asked = bases.map(({ name, from, found }) => ({ name, from, digest: digestOf(found) }));
  keepValue(nameOf(entry, lock), { bases: asked, checked } satisfies Remembered);
}

/** Manifest and lock, and as messages name them. */
function nameOf(entry: ManifestText, lock: ManifestText | undefined): string {
  return digest(JSON.stringify([entry, lock ?? null]));
}

function digestOf(text: ManifestText | undefined): string {
  return digest(JSON.stringify(text ?? null));
}
