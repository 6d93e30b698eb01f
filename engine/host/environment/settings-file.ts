import { readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { variable, type HostEnv } from './host-env.js';

/** Where a user says what flags shall be each time: the system's place for such files; `home` is the user's own folder. */
export function settingsFile(env: HostEnv, platform: string, { home }: { readonly home: string }): string {
  const { path, name, usual } =
    platform === 'win32'
      ? { path: win32, name: 'APPDATA', usual: ['AppData', 'Roaming'] }
      : { path: posix, name: 'XDG_CONFIG_HOME', usual: ['.config'] };
  const set = variable(env, name, platform);
  const folder = set !== undefined && path.isAbsolute(set) ? set : path.join(home, ...usual);
  return path.join(folder, 'sam3d-install', 'settings.conf');
}

/** What it says; nothing where there is none, or where the home folder is another user's, as in many containers. */
export function readSettings(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
