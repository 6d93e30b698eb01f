import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Platform } from '../../model/platform.js';
import type { Processes } from '../../model/ports.js';
import type { UvCommand } from './find-uv.js';

export interface CompileRequest {
  readonly packages: readonly string[];
  readonly constraints: readonly string[];
  /** What stands before it in the same environment: versions that it may not change. */
  readonly pins: readonly string[];
  readonly indexUrl?: string;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly noDeps: boolean;
  readonly pre: boolean;
  readonly python?: string;
  readonly platform: Platform;
}

const TARGETS: Readonly<Record<Platform, string>> = {
  'linux-64': 'x86_64-manylinux_2_28',
  'linux-aarch64': 'aarch64-manylinux_2_28',
  'osx-64': 'x86_64-apple-darwin',
  'osx-arm64': 'aarch64-apple-darwin',
  'win-64': 'x86_64-pc-windows-msvc',
};

/** What uv makes of packages for a host that need not be this one: every package with its version and all of its hashes. */
export async function compilePackages(
  uv: UvCommand,
  request: CompileRequest,
  ports: { readonly processes: Processes; readonly signal: AbortSignal; readonly cache: string },
): Promise<Result<readonly string[], Failure>> {
  const folder = await mkdtemp(join(tmpdir(), 'sam3d-lock-'));
  try {
    const [input, limits, output] = ['in.txt', 'limits.txt', 'out.txt'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(input, `${request.packages.join('\n')}\n`);
    await writeFile(limits, `${[...request.constraints, ...request.pins].join('\n')}\n`);
    const argv: [string, ...string[]] = [
      ...uv,
      'pip',
      'compile',
      input,
      '--output-file',
      output,
      '--constraint',
      limits,
      ...flagsOf(request),
    ];
    const env = { UV_CACHE_DIR: ports.cache, UV_PYTHON_DOWNLOADS: 'never' };
    const ran = await ports.processes.run(
      { argv, cwd: folder, env, timeout: { totalMs: 15 * 60_000 } },
      { signal: ports.signal, output: () => undefined },
    );
    return ran.ok ? linesOf(await readFile(output, 'utf8'), argv) : ran;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function flagsOf({
  indexUrl,
  extraIndexUrls,
  findLinks,
  noDeps,
  pre,
  python,
  platform,
}: CompileRequest): readonly string[] {
  return [
    ...['--generate-hashes', '--no-header', '--no-annotate', '--no-progress', '--quiet'],
    ...['--index-strategy', 'unsafe-best-match', '--python-platform', TARGETS[platform]],
    ...(python === undefined ? [] : ['--python-version', python]),
    ...(indexUrl === undefined ? [] : ['--default-index', indexUrl]),
    ...extraIndexUrls.flatMap(url => ['--index', url]),
    ...findLinks.flatMap(link => ['--find-links', link]),
    ...(noDeps ? ['--no-deps'] : []),
    ...(pre ? ['--prerelease', 'allow'] : []),
  ];
}

function linesOf(text: string, argv: readonly string[]): Result<readonly string[], Failure> {
  const lines = text
    .replace(/\s*\\\r?\n\s*/g, ' ')
    .split(/\r?\n/)
    .map(line => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(line => line !== '' && !line.startsWith('-'));
  const bare = lines.find(line => !line.includes(' --hash=sha256:'));
  if (bare === undefined) return ok(lines);
  return err({
    kind: 'check',
    check: argv.slice(0, argv.indexOf('compile') + 1).join(' '),
    expected: 'a hash of every package',
    got: bare,
    lastLines: [],
  });
}
