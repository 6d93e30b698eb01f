import { err, ok, type Result } from '../base/result.js';
import type { Located } from '../base/span.js';
import { bumpConsequences, type BumpConsequences } from './bump-consequences.js';
import { findVersion, type FoundVersion, type VersionPlace } from '../edit/find-version.js';
import { replaceScalar } from '../edit/replace-scalar.js';
import { stillSaid, type SaidLine } from '../edit/still-said.js';
import { readText } from '../host/read-text.js';
import { replaceFile } from '../host/files/replace-file.js';
import { pathOfShown } from '../host/files/shown-path.js';
import { mayEdit } from '../opening/may-edit.js';
import { loadManifest, type ReadManifest } from '../opening/read-manifest.js';
import type { Refusal } from '../opening/refusal.js';
import type { Wish } from '../opening/prepare.js';

/** Which versions are to be what. */
export interface BumpOrder {
  readonly versions: readonly { readonly name: string; readonly value: string }[];
  readonly place: VersionPlace;
  /** Nothing is written. */
  readonly dryRun: boolean;
}

export interface Bumped {
  readonly edits: readonly Edit[];
  readonly files: readonly EditedFile[];
  readonly after: BumpConsequences;
  /** Where the manifest still says what a version was, which may belong to it. */
  readonly leftovers: readonly Leftover[];
}

export interface Leftover extends SaidLine {
  readonly file: string;
  /** What the version was. */
  readonly version: string;
}

export interface Edit extends FoundVersion {
  readonly name: string;
  readonly value: string;
}

export interface EditedFile {
  /** As messages name it. */
  readonly file: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Edits versions where they stand, and says what follows. What would break the manifest in another way than a missing
 * compatibility row is refused, and then no file has changed.
 */
export async function bump(wish: Wish, order: BumpOrder): Promise<Result<Bumped, Refusal>> {
  const read = await loadManifest(wish.manifest, wish.cwd);
  if (!read.ok) return read;
  const edits = editsOf(read.value, order);
  if (!edits.ok) return edits;
  const files = await editedFiles(edits.value, wish.cwd);
  if (!files.ok) return files;
  const texts = new Map(files.value.map(({ path, after }) => [path, after]));
  const after = await bumpConsequences({ ...wish, texts }, read.value);
  if (!after.ok) return after;
  for (const { path, before, after: text } of order.dryRun ? [] : files.value) {
    const written = await replaceUnchanged(path, before, text);
    if (!written.ok) return written;
  }
  const leftovers = leftoversOf(edits.value, after.value.sources, wish.cwd);
  return ok({ edits: edits.value, files: files.value, after: after.value, leftovers });
}

function editsOf({ manifest }: ReadManifest, { versions, place }: BumpOrder): Result<readonly Edit[], Refusal> {
  const edits: Edit[] = [];
  for (const { name, value } of versions) {
    const found = findVersion(manifest, name, place);
    if (!found.ok) return err({ kind: 'usage', reason: found.error.message, help: found.error.help });
    if (!VERSION.test(value)) {
      const help = 'write it as the package calls it: letters, digits and . - _ + * !';
      return err({ kind: 'usage', reason: `\`${value}\` is no version`, help });
    }
    edits.push({ ...found.value, name, value });
  }
  return ok(edits);
}

const VERSION = /^[A-Za-z0-9*][A-Za-z0-9.*_+!-]{0,99}$/;

/** The texts with the edits in them; the last place of a file first, so that the other places stay right. */
async function editedFiles(edits: readonly Edit[], cwd: string): Promise<Result<readonly EditedFile[], Refusal>> {
  const files = new Map<string, EditedFile>();
  const fromTheEnd = [...edits].sort((a, b) => b.entry.span.start.offset - a.entry.span.start.offset);
  for (const { entry, value } of fromTheEnd) {
    const { file } = entry.span;
    const opened: Result<EditedFile, Refusal> = files.has(file)
      ? ok(files.get(file) as EditedFile)
      : await openFile(file, cwd);
    if (!opened.ok) return opened;
    const edited = replaceScalar(opened.value.after, entry, value);
    if (!edited.ok) return err(notEditable(entry, opened.value.before));
    files.set(file, { ...opened.value, after: edited.value });
  }
  return ok([...files.values()].filter(({ before, after }) => before !== after));
}

async function openFile(file: string, cwd: string): Promise<Result<EditedFile, Refusal>> {
  const path = pathOfShown(file, cwd);
  const editable = mayEdit(path, cwd);
  if (!editable.ok) return editable;
  const text = await readText(path);
  return text.ok
    ? ok({ file, path, before: text.value, after: text.value })
    : err({ kind: 'failure', failure: text.error });
}

/** In files that may be edited; of what has the version as its own is said already that it stays. */
function leftoversOf(edits: readonly Edit[], sources: ReadonlyMap<string, string>, cwd: string): readonly Leftover[] {
  const versions = new Set(edits.flatMap(({ entry, value }) => (entry.value === value ? [] : [entry.value])));
  const own = new Set(edits.flatMap(({ others }) => others.map(({ entry }) => lineOf(entry.span))));
  const texts = [...sources].filter(([file]) => mayEdit(pathOfShown(file, cwd), cwd).ok);
  return [...versions].flatMap(version =>
    texts
      .flatMap(([file, text]) => stillSaid(version, text).map(said => ({ ...said, file, version })))
      .filter(({ file, line }) => !own.has(`${file}:${line}`)),
  );
}

function lineOf({ file, start }: Located<string>['span']): string {
  return `${file}:${start.line}`;
}

function notEditable({ span }: Located<string>, text: string): Refusal {
  const message = 'this version is not written as one plain or quoted text, so it is not edited by machine';
  const help = 'write it here as a text of its own, without alias, block or escape';
  const diagnostic = { code: 'not-editable', severity: 'error', message, span, help } as const;
  return { kind: 'manifest', diagnostics: [diagnostic], sources: new Map([[span.file, text]]) };
}

/** Nobody else's edit is overwritten. */
async function replaceUnchanged(path: string, before: string, after: string): Promise<Result<undefined, Refusal>> {
  const now = await readText(path);
  if (!now.ok) return err({ kind: 'failure', failure: now.error });
  if (now.value !== before) {
    return err({ kind: 'host', reason: `${path} was changed by another program meanwhile`, help: 'run it again' });
  }
  const written = await replaceFile(path, after);
  return written.ok ? ok() : err({ kind: 'failure', failure: written.error });
}
