import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';

/** Whether the install root still has to be made. */
export async function isMissing(root: string): Promise<boolean> {
  return stat(root).then(
    () => false,
    () => true,
  );
}

/** Notes that the root itself was made, so that `uninstall` may remove it. Without the note it stays, which harms nobody. */
export async function noteMadeRoot(stateFolder: string): Promise<void> {
  try {
    await makeFolder(stateFolder);
    await writeFile(notePath(stateFolder), 'the folder above was made by sam3d-install\n');
  } catch {
    // what really hinders is told by what comes next
  }
}

export async function wasRootMade(stateFolder: string): Promise<boolean> {
  return !(await isMissing(notePath(stateFolder)));
}

function notePath(stateFolder: string): string {
  return join(stateFolder, 'made-root.txt');
}
