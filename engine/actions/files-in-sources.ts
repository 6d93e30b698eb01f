import type { LookContext } from '../model/action.js';
import { fromRoot } from './inside-root.js';
import type { Requirement } from './requirement.js';

/**
 * Files in the folders that packages are built from. A build leaves its own there, and who unpacked the source knows
 * nothing of them: what is new after it is the step's, and goes with what it made.
 */
export async function filesInSources(
  requirements: readonly Requirement[],
  context: LookContext,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { text, direct } of requirements) {
    if (direct && !text.includes('://')) await addFiles(fromRoot(text, context), found, context);
  }
  return found;
}

async function addFiles(folder: string, found: Set<string>, context: LookContext): Promise<void> {
  const { files, paths, root } = context;
  if (!folder.startsWith(root)) return;
  for (const name of await files.list(folder)) {
    const path = paths.join(folder, name);
    const stat = await files.stat(path);
    if (stat?.kind === 'folder') await addFiles(path, found, context);
    else if (stat !== undefined) found.add(path);
  }
}
