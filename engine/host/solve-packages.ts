import { err, ok, type Result } from '../base/result.js';
import type { Failure } from '../model/failure.js';
import type { Platform } from '../model/platform.js';

export interface SolveRequest {
  readonly packages: readonly string[];
  /** As they are really asked. */
  readonly channels: readonly string[];
  readonly platform: Platform;
  readonly glibc: string;
  readonly cudaDriver?: string;
}

export interface SolvedFile {
  readonly url: string;
  readonly sha256: string;
}

/** Solves a conda environment for a host that need not be this one, as conda's own tools would: every file with its hash. */
export async function solvePackages(request: SolveRequest): Promise<Result<readonly SolvedFile[], Failure>> {
  const { packages, channels, platform } = request;
  const virtual = virtualPackages(request);
  try {
    const { simpleSolve } = await import('@conda-org/rattler');
    const solved = await simpleSolve([...packages], [...channels], [platform, 'noarch'], virtual);
    const files = solved.filter(({ packageName }) => !packageName.startsWith('__'));
    const bare = files.find(({ sha256 }) => sha256 === undefined);
    if (bare !== undefined) return err(failed(request, [`no hash of ${bare.url}`]));
    return ok(files.map(({ url, sha256 = '' }) => ({ url, sha256 })).sort((a, b) => (a.url < b.url ? -1 : 1)));
  } catch (error) {
    return err(failed(request, String(error).split('\n')));
  }
}

function failed({ packages, channels }: SolveRequest, lastLines: readonly string[]): Failure {
  return { kind: 'command', argv: ['solve', ...packages, 'of', ...channels], lastLines: lastLines.slice(-20) };
}

/** What a package may ask of the system; the solver takes them as installed. */
function virtualPackages({ platform, glibc, cudaDriver }: SolveRequest): readonly object[] {
  const system: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    linux: { __unix: '0', __linux: '5.10', __glibc: glibc },
    osx: { __unix: '0', __osx: platform === 'osx-64' ? '11.0' : '13.0' },
    win: { __win: '10.0' },
  };
  const named = { ...system[platform.split('-')[0] ?? ''], ...(cudaDriver !== undefined && { __cuda: cudaDriver }) };
  return Object.entries(named).map(([packageName, version]) => ({
    packageName,
    version,
    build: '0',
    buildNumber: 0n,
    filename: packageName,
    url: `file:///${packageName}`,
    subdir: platform,
    depends: [],
  }));
}
