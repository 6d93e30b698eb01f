import { err, ok, type Result } from '../base/result.js';
import { findManifest } from '../host/built-in-manifests.js';
import { readText } from '../host/read-text.js';
import { paths } from '../host/files/paths.js';
import { pathOfShown, shownPath } from '../host/files/shown-path.js';
import type { ManifestText } from '../load/extend.js';
import { lockfilePathOf } from './lockfile-path.js';
import type { Refusal } from './refusal.js';

/** Texts that stand in for what a file holds, by its absolute path: to look at an edit before it is written. */
export type Texts = ReadonlyMap<string, string>;

/** What texts are seen from, and in place of. */
export interface Seen {
  readonly cwd: string;
  readonly texts: Texts;
}

export async function textAt(path: string, { cwd, texts }: Seen): Promise<Result<ManifestText, Refusal>> {
  const edited = texts.get(path);
  const text = edited === undefined ? await readText(path) : ok(edited);
  if (!text.ok) return err({ kind: 'failure', failure: text.error });
  return ok({ file: shownPath(path, cwd), text: text.value });
}

/** What `extends` names: beside the file that says so, or a built-in. */
export async function findBase(name: string, from: string, seen: Seen): Promise<ManifestText | undefined> {
  const path = await findManifest(name, paths.dirname(pathOfShown(from, seen.cwd)));
  if (path === undefined) return undefined;
  const text = await textAt(path, seen);
  return text.ok ? text.value : undefined;
}

/** The lock beside a manifest, where there is one. */
export async function lockTextAt(
  manifestPath: string,
  cwd: string,
): Promise<Result<ManifestText | undefined, Refusal>> {
  const path = lockfilePathOf(manifestPath);
  const text = await readText(path);
  if (text.ok) return ok({ file: shownPath(path, cwd), text: text.value });
  return text.error.code === 'ENOENT' ? ok(undefined) : err({ kind: 'failure', failure: text.error });
}
