import { posix, win32 } from 'node:path';
import { variable, type HostEnv } from '../environment/host-env.js';

/** The user's cache folder of this program, where the system keeps such folders; `home` is the user's own folder. */
export function cacheFolder(env: HostEnv, platform: string, { home }: { readonly home: string }): string {
  const set = (name: string) => {
    const folder = variable(env, name, platform);
    return folder !== undefined && (platform === 'win32' ? win32 : posix).isAbsolute(folder) ? folder : undefined;
  };
  switch (platform) {
    case 'win32':
      return win32.join(set('LOCALAPPDATA') ?? win32.join(home, 'AppData', 'Local'), NAME, 'cache');
    case 'darwin':
      return posix.join(home, 'Library', 'Caches', NAME);
    default:
      return posix.join(set('XDG_CACHE_HOME') ?? posix.join(home, '.cache'), NAME);
  }
}

const NAME = 'sam3d-install';
