import { homedir, userInfo } from 'node:os';
import { isAbsolute, parse } from 'node:path';

/**
 * The user's own folder. A variable that names none, or one that depends on where one stands, is as good as not set; a user
 * whom the system knows nothing of, as in many containers, has the top of the disk, as there.
 */
export function homeFolder(ways: readonly (() => string | null)[] = [homedir, () => userInfo().homedir]): string {
  for (const way of ways) {
    const folder = told(way);
    if (folder !== undefined && isAbsolute(folder)) return folder;
  }
  return parse(process.cwd()).root;
}

function told(way: () => string | null): string | undefined {
  try {
    return way() ?? undefined;
  } catch {
    return undefined;
  }
}
