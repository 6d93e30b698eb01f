import { readFile } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { variable, type HostEnv } from './host-env.js';

/**
 * What pip's own settings files on this host say of the network, as the variables that say the same.
 * Children get these in place of the files, which may also move an installation; see `child-environment.ts`.
 */
export async function pipNetworkSettings(hostEnv: HostEnv, platform: string): Promise<Record<string, string>> {
  const files = pipSettingsFiles(hostEnv, platform);
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')));
  const settings = networkSettingsOf(texts);
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => variable(hostEnv, name, platform) === undefined),
  );
}

/** Where pip looks, from the least to the most heeded. */
export function pipSettingsFiles(env: HostEnv, platform: string): readonly string[] {
  const named = variable(env, 'PIP_CONFIG_FILE', platform);
  // pip's own way of saying "read none".
  if (named === (platform === 'win32' ? 'nul' : '/dev/null')) return [];
  const last = named === undefined || named === '' ? [] : [named];
  return [...(platform === 'win32' ? windowsFiles(env) : posixFiles(env, platform)), ...last];
}

function windowsFiles(env: HostEnv): readonly string[] {
  const of = (name: string) => variable(env, name, 'win32');
  const folders = [of('PROGRAMDATA') ?? 'C:\\ProgramData', of('USERPROFILE'), of('APPDATA')];
  return folders.filter(folder => folder !== undefined).map(folder => win32.join(folder, 'pip', 'pip.ini'));
}

function posixFiles(env: HostEnv, platform: string): readonly string[] {
  const shared = (env['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':').filter(folder => posix.isAbsolute(folder));
  const home = env['HOME'];
  const mac = platform === 'darwin';
  const folders = mac ? ['/Library/Application Support'] : shared.reverse();
  const own = home === undefined ? [] : [env['XDG_CONFIG_HOME'] || posix.join(home, '.config')];
  if (mac && home !== undefined) own.push(posix.join(home, 'Library', 'Application Support'));
  const old = home === undefined ? [] : [posix.join(home, '.pip', 'pip.conf')];
  const inFolder = (folder: string) => posix.join(folder, 'pip', 'pip.conf');
  return [...folders.map(inFolder), '/etc/pip.conf', ...old, ...own.map(inFolder)];
}

/** Setting → variable. All other settings stay behind. */
const NETWORK: Readonly<Record<string, string>> = {
  'index-url': 'PIP_INDEX_URL',
  'extra-index-url': 'PIP_EXTRA_INDEX_URL',
  'find-links': 'PIP_FIND_LINKS',
  'no-index': 'PIP_NO_INDEX',
  'trusted-host': 'PIP_TRUSTED_HOST',
  'keyring-provider': 'PIP_KEYRING_PROVIDER',
  proxy: 'PIP_PROXY',
  cert: 'PIP_CERT',
  'client-cert': 'PIP_CLIENT_CERT',
  timeout: 'PIP_DEFAULT_TIMEOUT',
  'default-timeout': 'PIP_DEFAULT_TIMEOUT',
  retries: 'PIP_RETRIES',
};

/** The network settings of several files, the later ones heeded more; what is said for `install` beats what is said for all. */
export function networkSettingsOf(texts: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const section of ['global', 'install']) {
    for (const text of texts) {
      for (const [key, value] of sectionOf(text, section)) {
        const name = NETWORK[key];
        // An empty value unsets nothing for pip either.
        if (name !== undefined && value !== '') found[name] = value;
      }
    }
  }
  return found;
}

/** What else one file says to `install`: not of the network, so not followed. */
export function otherSettingsOf(text: string): readonly (readonly [string, string])[] {
  const settings = ['global', 'install'].flatMap(section => [...sectionOf(text, section)]);
  return settings.filter(([key, value]) => NETWORK[key] === undefined && value !== '');
}

/** The settings of one section of an INI text; lines that begin with a blank go on with the value before them. */
function sectionOf(text: string, wanted: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let section = '';
  let key = '';
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line);
    const assigned = /^([^\s=:[][^=:]*)[=:](.*)$/.exec(line);
    if (header !== null) {
      section = header[1] ?? '';
      key = '';
    } else if (/^\s/.test(line)) {
      if (section === wanted && key !== '') settings.set(key, `${settings.get(key) ?? ''} ${line.trim()}`.trim());
    } else if (assigned !== null) {
      key = (assigned[1] ?? '').trim().toLowerCase().replaceAll('_', '-').replace(/^--/, '');
      if (section === wanted) settings.set(key, (assigned[2] ?? '').trim());
    }
  }
  return settings;
}
