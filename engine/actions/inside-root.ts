import { err, ok, type Result } from '../base/result.js';
import type { LookContext } from '../model/action.js';
import type { PolicyFailure } from '../model/failure.js';

/**
 * The absolute path of something that an action will make: it must lie below the install root, and no folder on
 * the way to it may be a link, since what is written through a link lands elsewhere.
 * `orRoot`: the root itself will do as well.
 */
export async function insideRoot(
  path: string,
  context: LookContext,
  { orRoot = false }: { readonly orRoot?: boolean } = {},
): Promise<Result<string, PolicyFailure>> {
  const absolute = fromRoot(path, context);
  const names = namesBelow(context.root, absolute, context);
  if (names === undefined || (names.length === 0 && !orRoot)) {
    return err({ kind: 'policy', rule: 'inside the install root', detail: `${path} is not below ${context.root}` });
  }
  let folder = context.root;
  for (const name of names.slice(0, -1)) {
    folder = context.paths.join(folder, name);
    if ((await context.files.stat(folder))?.kind === 'link') {
      return err({ kind: 'policy', rule: 'inside the install root', detail: `${folder} is a link` });
    }
  }
  return ok(absolute);
}

/** A path as it is meant in a manifest: a relative one is taken from the install root. */
export function fromRoot(path: string, { root, paths }: Pick<LookContext, 'root' | 'paths'>): string {
  return paths.isAbsolute(path) ? paths.join(path) : paths.join(root, path);
}

/** The path of a member that must not leave its folder, or undefined when it does. */
export function below(folder: string, member: string, context: Pick<LookContext, 'paths'>): string | undefined {
  if (context.paths.isAbsolute(member)) return undefined;
  const path = context.paths.join(folder, member);
  const names = namesBelow(folder, path, context);
  return names === undefined || names.length === 0 ? undefined : path;
}

function namesBelow(
  folder: string,
  path: string,
  { paths }: Pick<LookContext, 'paths'>,
): readonly string[] | undefined {
  const relative = paths.relative(folder, path);
  if (paths.isAbsolute(relative)) return undefined;
  const names = relative.split(paths.sep).filter(name => name !== '');
  return names[0] === '..' ? undefined : names;
}
