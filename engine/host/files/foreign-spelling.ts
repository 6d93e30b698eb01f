/** How another system's programs would write a path, and how this one writes what is meant. */
export interface ForeignSpelling {
  readonly of: 'MSYS' | 'Cygwin' | 'WSL' | 'Windows';
  readonly meant: string;
}

/** A path that is no such thing here: taken as it is, it would quietly name a new folder somewhere else. */
export function foreignSpelling(path: string, platform: string): ForeignSpelling | undefined {
  return platform === 'win32' ? unixPath(path) : windowsPath(path);
}

const FORMS: readonly (readonly [RegExp, ForeignSpelling['of']])[] = [
  [/^\/cygdrive\/([a-z])(\/.*)?$/i, 'Cygwin'],
  [/^\/mnt\/([a-z])(\/.*)?$/i, 'WSL'],
  [/^\/([a-z])(\/.*)?$/i, 'MSYS'],
];

function unixPath(path: string): ForeignSpelling | undefined {
  for (const [form, of] of FORMS) {
    const [found, drive = '', rest = '/'] = form.exec(path) ?? [];
    if (found !== undefined) return { of, meant: `${drive.toUpperCase()}:${rest.replaceAll('/', '\\')}` };
  }
  return undefined;
}

function windowsPath(path: string): ForeignSpelling | undefined {
  const [found, drive = '', rest = ''] = /^([a-z]):[\\/](.*)$/i.exec(path) ?? [];
  if (found === undefined) return undefined;
  return { of: 'Windows', meant: `/mnt/${drive.toLowerCase()}/${rest.replaceAll('\\', '/')}` };
}
