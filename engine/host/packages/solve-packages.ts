import type * as Rattler from '@conda-org/rattler';
import { redacted } from '../../base/redacted.js';
import { err, ok, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { Platform } from '../../model/platform.js';
import { isAddress, openChannelDoor, type ChannelDoor } from './channel-door.js';
import type { Streams } from '../network/stream-url.js';

export interface SolveRequest {
  readonly packages: readonly string[];
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
export async function solvePackages(
  request: SolveRequest,
  ports: { readonly network: Streams; readonly signal: AbortSignal },
): Promise<Result<readonly SolvedFile[], Failure>> {
  const solver = await openSolver();
  if (solver === undefined) return err({ kind: 'not-found', what: 'the solver of conda packages', looked: NO_SOLVER });
  const door = await openChannelDoor(request.channels, ports);
  try {
    return await solvedBehind(door, request, solver);
  } finally {
    await door.close();
  }
}

type Solver = Pick<typeof Rattler, 'simpleSolve'>;

const NO_SOLVER = ['beside this program: the package has it, the one file alone does not'];

/** It is too large for the one file, so it is there only where the package is installed. */
async function openSolver(): Promise<Solver | undefined> {
  try {
    return await import('@conda-org/rattler');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(code)) return undefined;
    throw error;
  }
}

async function solvedBehind(
  door: ChannelDoor,
  request: SolveRequest,
  { simpleSolve }: Solver,
): Promise<Result<readonly SolvedFile[], Failure>> {
  const virtual = virtualPackages(request);
  try {
    const solved = await simpleSolve([...request.packages], [...door.channels], [request.platform, 'noarch'], virtual);
    const files = solved
      .filter(({ packageName }) => !packageName.startsWith('__'))
      .map(({ url, sha256 }) => ({ url: door.outside(url), sha256 }));
    const bare = files.find(({ sha256 }) => sha256 === undefined);
    if (bare !== undefined) return err(failed(request, [`no hash of ${bare.url}`]));
    return ok(files.map(({ url, sha256 = '' }) => ({ url, sha256 })).sort((a, b) => (a.url < b.url ? -1 : 1)));
  } catch (error) {
    const told = String(error).replace(/http:\/\/127\.0\.0\.1:\d+\/[^\s"')]+/g, url => door.outside(url));
    const names = request.channels.filter(channel => !isAddress(channel));
    return err(door.failure() ?? failed(request, [...told.split('\n'), ...names.map(askedDirectly)]));
  }
}

function askedDirectly(name: string): string {
  return `the channel ${name} is asked without proxies, --ca and --mirror: these want its whole address in the manifest`;
}

function failed({ packages, channels }: SolveRequest, lastLines: readonly string[]): Failure {
  const check = redacted(`solving ${packages.join(' ')} of ${channels.join(' ')}`);
  const [expected, got] = ['packages that fit together', 'none'];
  return {
    kind: 'check',
    check,
    expected,
    got,
    lastLines: lastLines
      .filter(line => line !== '')
      .slice(-20)
      .map(redacted),
  };
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
