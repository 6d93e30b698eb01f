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

function activateSh({ name, env, path }: HandOver): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  return [
    `# the environment of ${oneLine(name)}: . this file`,
    ...Object.entries(env).map(([key, value]) => `export ${key}=${quoted(value)}`),
    ...(path.length === 0 ? [] : [`export PATH=${quoted(path.join(':'))}"\${PATH:+:$PATH}"`]),
    '',
  ].join('\n');
}

function activateBat({ name, env, path }: HandOver): string {
  const escaped = (value: string) => value.replaceAll('%', '%%');
  return [
    '@echo off',
    `rem the environment of ${oneLine(name)}: call this file`,
    'chcp 65001 >nul',
    ...Object.entries(env).map(([key, value]) => `set "${key}=${escaped(value)}"`),
    ...(path.length === 0 ? [] : [`set "PATH=${escaped(path.join(';'))};%PATH%"`]),
    '',
  ].join('\r\n');
}

function activatePs1({ name, env, path }: HandOver): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
  return [
    `# the environment of ${oneLine(name)}: . this file`,
    ...Object.entries(env).map(([key, value]) => `$env:${key} = ${quoted(value)}`),
    ...(path.length === 0
      ? []
      : [
          `$env:PATH = (${path.map(quoted).join(', ')} -join [IO.Path]::PathSeparator) + [IO.Path]::PathSeparator + $env:PATH`,
        ]),
    '',
  ].join('\r\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
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
