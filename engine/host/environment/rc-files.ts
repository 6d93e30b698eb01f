import { readdir, readFile } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { variable, type HostEnv } from './host-env.js';
import { networkSettingsOf, otherSettingsOf, pipSettingsFiles } from './pip-settings.js';

/** A file or folder of the host that tools read by themselves, and what it would have changed. */
export interface RcFile {
  readonly path: string;
  readonly changes: string;
  /** What of it is followed all the same. */
  readonly kept?: string;
  /** Nothing shuts it out. */
  readonly heeded?: true;
}

/** Settings files and folders that an installation shuts out, as far as they are there and say something. */
export async function rcFiles(env: HostEnv, platform: string): Promise<readonly RcFile[]> {
  const found = await Promise.all([
    ...pipSettingsFiles(env, platform).map(pipFile),
    ...others(env, platform).map(otherFile),
    ...userSites(env, platform).map(userSite),
  ]);
  return found.flat();
}

async function pipFile(path: string): Promise<readonly RcFile[]> {
  const text = await textAt(path);
  if (text === undefined) return [];
  const settings = otherSettingsOf(text);
  const network = Object.keys(networkSettingsOf([text]));
  if (settings.length === 0) return [];
  const changes = `pip would have followed ${settings.map(([key, value]) => `${key} = ${value}`).join(', ')}`;
  return [{ path, changes, ...(network.length > 0 && { kept: `what it says of the network: ${network.join(', ')}` }) }];
}

type Place = Pick<RcFile, 'path' | 'changes' | 'heeded'>;

async function otherFile(place: Place): Promise<readonly RcFile[]> {
  const text = await textAt(place.path);
  return text === undefined || text.replace(/^\s*#.*$/gm, '').trim() === '' ? [] : [place];
}

function others(env: HostEnv, platform: string): readonly Place[] {
  const of = (name: string) => variable(env, name, platform);
  const windows = platform === 'win32';
  const path = windows ? win32 : posix;
  const home = windows ? of('USERPROFILE') : of('HOME');
  const settings = windows
    ? of('APPDATA')
    : (of('XDG_CONFIG_HOME') ?? (home === undefined ? undefined : path.join(home, '.config')));
  const shared = windows ? of('PROGRAMDATA') : '/etc';
  const below = (folder: string | undefined, ...names: readonly string[]) =>
    folder === undefined ? [] : [path.join(folder, ...names)];
  const uv = [...below(settings, 'uv', 'uv.toml'), ...below(shared, 'uv', 'uv.toml')];
  const conda = [
    ...below(home, '.condarc'),
    ...below(home, '.mambarc'),
    ...below(home, '.conda', '.condarc'),
    ...below(settings, 'conda', '.condarc'),
    ...below(shared, 'conda', '.condarc'),
  ];
  const distutils = below(home, windows ? 'pydistutils.cfg' : '.pydistutils.cfg');
  return [
    ...uv.map(file => ({
      path: file,
      changes: 'uv would have followed its indexes, its Python and its other settings',
    })),
    ...conda.map(path => ({
      path,
      changes: 'its channels and settings would have been added to those of the manifest',
    })),
    ...distutils.map(path => ({
      path,
      // what builds a package reads it whatever the environment says
      changes: 'packages that are built follow it: their names, folders and compilers',
      heeded: true as const,
    })),
  ];
}

/** Where `pip install --user` puts packages: a folder for each Python, which every environment would see. */
function userSites(env: HostEnv, platform: string): readonly string[] {
  const of = (name: string) => variable(env, name, platform);
  if (platform === 'win32') {
    const settings = of('APPDATA');
    return settings === undefined ? [] : [win32.join(settings, 'Python')];
  }
  const home = of('HOME');
  if (home === undefined) return [];
  return [posix.join(home, ...(platform === 'darwin' ? ['Library', 'Python'] : ['.local', 'lib']))];
}

async function userSite(folder: string): Promise<readonly RcFile[]> {
  const ways = folder.includes('\\') ? win32 : posix;
  const versions = await readdir(folder).catch(() => []);
  const found: RcFile[] = [];
  for (const version of versions.sort()) {
    for (const inside of [['site-packages'], ['lib', 'python', 'site-packages']]) {
      const path = ways.join(folder, version, ...inside);
      const packages = (await readdir(path).catch(() => [])).filter(name => name.endsWith('.dist-info'));
      if (packages.length === 0) continue;
      const names = packages.length === 1 ? '1 package' : `${packages.length} packages`;
      found.push({ path, changes: `${names} of it would have been imported beside the installed ones` });
    }
  }
  return found;
}

async function textAt(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
