import { resolve } from 'node:path';

/** As seen from a folder, or else from where this process stands. */
export function absolutePath(path: string, from = '.'): string {
  return resolve(from, path);
}
