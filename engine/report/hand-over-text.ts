/** What a program that uses the environment must know: `env.json`, and scripts that set it for a shell. */
export interface HandOver {
  readonly name: string;
  readonly platform: string;
  readonly profile: string;
  readonly root: string;
  /** Folders to put in front of PATH, in order. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** File name → text. */
export function handOverTexts(handOver: HandOver): Readonly<Record<string, string>> {
  return {
    'env.json': `${JSON.stringify({ format: 1, ...handOver }, undefined, 2)}\n`,
    'activate.sh': activateSh(handOver),
    'activate.bat': activateBat(handOver),
    'activate.ps1': activatePs1(handOver),
  };
}

/** Reads `env.json` back; undefined when the text is not one of ours. */
export function parseHandOver(text: string): HandOver | undefined {
  const parsed = parseJson(text);
  return isHandOver(parsed) ? parsed : undefined;
}

function activateSh({ name, env, path, platform }: HandOver): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  // a shell on Windows (Git Bash, MSYS, Cygwin) has paths of its own, and the tool that makes them
  const folders = isWindows(platform) ? `"$(cygpath -u -p ${quoted(path.join(';'))})"` : quoted(path.join(':'));
  return [
    `# the environment of ${plain(name)}: . this file`,
    ...Object.entries(env).map(([key, value]) => `export ${key}=${quoted(value)}`),
    ...(path.length === 0 ? [] : [`export PATH=${folders}"\${PATH:+:$PATH}"`]),
    '',
  ].join('\n');
}

/**
 * Each line hides itself: `echo off` would stay with who calls. A text beyond ASCII is read in the code page that is in
 * force, so that is UTF-8 for the while and then what it was before.
 */
function activateBat({ name, env, path }: HandOver): string {
  const set = ([key, value]: readonly [string, string]) =>
    /[\r\n]/.test(value)
      ? `@rem ${key} has more than one line: it is in env.json`
      : `@set "${key}=${batchValue(value)}"`;
  const lines = [
    ...Object.entries(env).map(set),
    ...(path.length === 0 ? [] : [`@set "PATH=${batchValue(path.join(';'))};%PATH%"`]),
  ];
  const inUtf8 = lines.every(isAscii) ? lines : [...UTF8_BEGINS, ...lines, ...UTF8_ENDS];
  return [`@rem the environment of ${plain(name)}: call this file`, ...inUtf8, ''].join('\r\n');
}

// in some languages the number is followed by a dot
const UTF8_BEGINS = [
  '@for /f "tokens=2 delims=:." %%a in (\'"%SystemRoot%\\System32\\chcp.com"\') do @set "_SAM3D_CODE_PAGE=%%a"',
  '@"%SystemRoot%\\System32\\chcp.com" 65001 >nul',
];
const UTF8_ENDS = [
  '@if defined _SAM3D_CODE_PAGE "%SystemRoot%\\System32\\chcp.com" %_SAM3D_CODE_PAGE% >nul',
  '@set "_SAM3D_CODE_PAGE="',
];

/** Inside the quotes of `set` every sign but the percent stands for itself; a quote in the value ends them until the next. */
function batchValue(value: string): string {
  let isQuoted = true;
  let written = '';
  for (const sign of value.replaceAll('%', '%%')) {
    if (sign === '"') isQuoted = !isQuoted;
    written += !isQuoted && /[&|<>^()]/.test(sign) ? `^${sign}` : sign;
  }
  return written;
}

/** Windows' own PowerShell takes a file for UTF-8 only by the mark at its beginning. */
function activatePs1({ name, env, path }: HandOver): string {
  const quoted = (value: string) => `'${value.replaceAll(SINGLE_QUOTES, '$&$&')}'`;
  const text = [
    `# the environment of ${plain(name)}: . this file`,
    ...Object.entries(env).map(([key, value]) => `$env:${key} = ${quoted(value)}`),
    ...(path.length === 0
      ? []
      : [
          `$env:PATH = (${path.map(quoted).join(', ')} -join [IO.Path]::PathSeparator) + [IO.Path]::PathSeparator + $env:PATH`,
        ]),
    '',
  ].join('\r\n');
  return isAscii(text) ? text : `\ufeff${text}`;
}

/** PowerShell takes the typographic ones for the plain one. */
const SINGLE_QUOTES = /['\u2018\u2019\u201a\u201b]/g;

function isWindows(platform: string): boolean {
  return platform.startsWith('win-');
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** For a comment, which must be none but that in every shell. */
function plain(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, ' ');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isHandOver(value: unknown): value is HandOver {
  if (typeof value !== 'object' || value === null) return false;
  const { format, path, env } = value as Record<string, unknown>;
  return format === 1 && Array.isArray(path) && typeof env === 'object' && env !== null;
}
