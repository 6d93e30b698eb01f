import { builtInDiagnoses } from '../host/built-in-manifests.js';
import { nameInBundle } from '../host/bundle-names.js';
import { digest } from '../host/digest.js';
import type { CheckedManifest } from '../host/embedded.js';
import {
  remembersValues,
  rememberText,
  rememberValue,
  rememberedText,
  rememberedValue,
} from '../host/remembered-values.js';
import type { ManifestText } from '../load/extend.js';
import { withoutMark } from '../load/without-mark.js';
import { findBase, lockTextAt, textAt, type Seen } from './manifest-texts.js';

/** What a manifest asked for with `extends`, and what was found. */
export interface AskedBase {
  readonly name: string;
  readonly from: string;
  readonly found: ManifestText | undefined;
}

interface RememberedBase {
  readonly name: string;
  readonly from: string;
  readonly digest: string;
}

/** Only where the rest of what a check depends on, built-in bases and rules, is the program itself. */
const remembers = remembersValues && nameInBundle(builtInDiagnoses) !== undefined;

/** All that a check was made of. */
export interface CheckedTexts {
  readonly entry: ManifestText;
  readonly lock: ManifestText | undefined;
  readonly bases: readonly AskedBase[];
}

/** Texts that an earlier run has checked. */
export interface KnownTexts {
  /** Theirs alone. */
  readonly name: string;
  /** Of the manifest and its bases, as messages name them. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Whether an earlier run has checked the very texts that a manifest is made of now. */
export async function knownTexts(path: string, seen: Seen): Promise<KnownTexts | undefined> {
  if (!remembers) return undefined;
  const builtIn = nameInBundle(path);
  if (builtIn !== undefined) return { name: builtIn, sources: new Map() };
  const [entry, lock] = [await textAt(path, seen), await lockTextAt(path, seen.cwd)];
  if (!entry.ok || !lock.ok) return undefined;
  const name = nameOf(entry.value, lock.value);
  const text = rememberedText(`bases ${name}`);
  if (text === undefined) return undefined;
  const bases = JSON.parse(text) as readonly RememberedBase[];
  const sources = new Map([[entry.value.file, withoutMark(entry.value.text)]]);
  for (const base of bases) {
    const found = await findBase(base.name, base.from, seen);
    if (digestOf(found) !== base.digest) return undefined;
    if (found !== undefined) sources.set(found.file, withoutMark(found.text));
  }
  return { name, sources };
}

/** What an earlier run has found of the very same texts: reading and checking them takes longer than all that follows. */
export async function recallCheck(path: string, seen: Seen): Promise<CheckedManifest | undefined> {
  const known = await knownTexts(path, seen);
  return known && (rememberedValue(`checked ${known.name}`) as CheckedManifest | undefined);
}

/** What was found, by the texts that it was found in, whatever the files say by now. */
export function rememberCheck({ entry, lock, bases }: CheckedTexts, checked: CheckedManifest): void {
  if (!remembers) return;
  const asked = bases.map(({ name, from, found }) => ({ name, from, digest: digestOf(found) }));
  const name = nameOf(entry, lock);
  rememberValue(`checked ${name}`, checked);
  rememberText(`bases ${name}`, JSON.stringify(asked satisfies readonly RememberedBase[]));
}

/** Manifest and lock, and as messages name them. */
function nameOf(entry: ManifestText, lock: ManifestText | undefined): string {
  return digest(JSON.stringify([entry, lock ?? null]));
}

function digestOf(text: ManifestText | undefined): string {
  return digest(JSON.stringify(text ?? null));
}
