import { ok, type Result } from '../base/result.js';
import type { ActionContext, LookContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { osOf } from '../model/platform.js';
import type { Files } from '../model/ports.js';
import { stampOf } from '../model/stamp.js';
import { below } from './inside-root.js';

/**
 * Removes the files of a step's previous version that the new one lacks, what Python compiled from them, and folders
 * that are empty then: an old module would still be imported, and an old `.dist-info` would tell a wrong version.
 * What was changed since it was made may be someone's work, or another's file by now: it stays, and is named.
 */
export async function removeStale(
  files: readonly string[],
  context: ActionContext,
): Promise<Result<undefined, Failure>> {
  const name = nameOn(context);
  const standing = new Set(files.map(name));
  const { files: before = [], stamps = [] } = context.previous ?? {};
  const folders = new Set<string>();
  for (const [index, file] of before.entries()) {
    // a root that was moved has another's paths in its journal
    if (standing.has(name(file)) || !below(context.root, context.paths.relative(context.root, file), context)) continue;
    const there = await context.files.stat(file);
    if (there?.kind !== 'file' && there?.kind !== 'link') continue;
    if (stamps[index] !== undefined && stamps[index] !== stampOf(there)) {
      context.output(`${file} is left: it is of the version before, and was changed since`);
      continue;
    }
    const removed = await context.files.remove(file);
    if (!removed.ok) return removed;
    const uncompiled = await removeCompiled(file, context);
    if (!uncompiled.ok) return uncompiled;
    folders.add(context.paths.dirname(file));
  }
  return removeEmpty(folders, context);
}

/** Where names that differ in case only are one, the old name is a name of the new file. */
function nameOn({ platform }: LookContext): (file: string) => string {
  return osOf(platform) === 'linux' ? file => file : file => file.normalize('NFC').toLowerCase();
}

const SOURCE = /\.py$/;

async function removeCompiled(file: string, { files, paths }: ActionContext): Promise<Result<undefined, Failure>> {
  if (!SOURCE.test(file)) return ok();
  const cache = paths.join(paths.dirname(file), '__pycache__');
  const stem = `${paths.basename(file).replace(SOURCE, '')}.`;
  for (const name of await files.list(cache)) {
    if (!name.startsWith(stem) || !name.endsWith('.pyc')) continue;
    const removed = await files.remove(paths.join(cache, name));
    if (!removed.ok) return removed;
  }
  const emptied = await removeIfEmpty(cache, files);
  return emptied.ok ? ok() : emptied;
}

async function removeEmpty(folders: ReadonlySet<string>, context: ActionContext): Promise<Result<undefined, Failure>> {
  const { root, files, paths } = context;
  for (const folder of folders) {
    for (let at = folder; at !== root && paths.dirname(at) !== at; at = paths.dirname(at)) {
      const removed = await removeIfEmpty(at, files);
      if (!removed.ok) return removed;
      if (!removed.value) break;
    }
  }
  return ok();
}

/** Whether it is gone. */
async function removeIfEmpty(folder: string, files: Files): Promise<Result<boolean, Failure>> {
  const there = await files.stat(folder);
  if (there === undefined) return ok(true);
  if (there.kind !== 'folder' || (await files.list(folder)).length > 0) return ok(false);
  const removed = await files.remove(folder);
  return removed.ok ? ok(true) : removed;
}
