import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostFacts } from '../../model/facts.js';
import { archOf, osOf, type Platform } from '../../model/platform.js';
import type { Probes, Processes } from '../../model/ports.js';
import { NO_SURROUNDINGS, surroundingsOf, tracesHere, type Surroundings } from './surroundings.js';

export type ProbedHost = HostFacts | { readonly unsupported: string };

/** The machine as Node tells of it. */
export interface Machine {
  /** `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  /** The C library's version where it is glibc. */
  readonly glibc?: string;
  /** None where it is absent. */
  readonly surroundings?: Surroundings;
}

/** Finds out what a plan depends on. Starts no process but the graphics driver's own tool, and waits for that 5 s at most. */
export async function probeHost(
  ports: { readonly probes: Probes; readonly processes: Processes },
  machine: Machine = thisMachine(),
): Promise<ProbedHost> {
  const platform = platformOf(machine);
  if (platform === undefined) return { unsupported: `${machine.platform} on ${machine.arch}` };
  return {
    platform,
    os: osOf(platform),
    arch: archOf(platform),
    ...(osOf(platform) === 'linux' ? libcOf(machine) : {}),
    ...(machine.surroundings ?? NO_SURROUNDINGS),
    ...(osOf(platform) === 'macos' ? { gpu: 'none' } : await probeGpu(ports)),
  };
}

export function thisMachine(): Machine {
  const glibc = process.platform === 'linux' ? glibcVersion() : undefined;
  return {
    platform: process.platform,
    arch: process.arch,
    cpuModel: process.platform === 'darwin' ? (cpus()[0]?.model ?? '') : '',
    ...(glibc === undefined ? {} : { glibc }),
    surroundings: surroundingsOf(tracesHere()),
  };
}

function glibcVersion(): string | undefined {
  const { report } = process;
  // Otherwise it looks up the name of every address of this host, which takes seconds behind a slow resolver.
  Object.assign(report, { excludeNetwork: true });
  const { header } = report.getReport() as unknown as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}

const PLATFORM_OF: Readonly<Record<string, Platform>> = {
  'linux x64': 'linux-64',
  'linux arm64': 'linux-aarch64',
  'darwin x64': 'osx-64',
  'darwin arm64': 'osx-arm64',
  'win32 x64': 'win-64',
};

export function platformOf({ platform, arch, cpuModel }: Machine): Platform | undefined {
  // An Intel build of Node under Rosetta says x64 on an Apple processor, which it sees as "VirtualApple". What we install
  // runs on its own, so the processor decides: the Intel builds of most packages have ended.
  const real = platform === 'darwin' && cpuModel.includes('Apple') ? 'arm64' : arch;
  return PLATFORM_OF[`${platform} ${real}`];
}

function libcOf({ glibc }: Machine): Pick<HostFacts, 'libc' | 'glibc'> {
  return glibc === undefined ? { libc: 'musl' } : { libc: 'glibc', glibc };
}

type GpuFacts = Pick<HostFacts, 'gpu' | 'computeCapability' | 'cudaDriver'>;

/** Where the tool is although PATH may not say so: under WSL, in containers, on Windows. */
const TOOL_FOLDERS = ['/usr/lib/wsl/lib', '/usr/bin', 'C:\\Windows\\System32'];
const PATIENCE_MS = 5000;

async function probeGpu({
  probes,
  processes,
}: {
  readonly probes: Probes;
  readonly processes: Processes;
}): Promise<GpuFacts> {
  const tool = await probes.which('nvidia-smi', TOOL_FOLDERS);
  if (tool === undefined) return { gpu: 'none' };
  const [banner, list] = await Promise.all([
    ask(processes, [tool]),
    ask(processes, [tool, '--query-gpu=driver_version,compute_cap', '--format=csv,noheader']),
  ]);
  return gpuFacts(banner, list);
}

/** A graphics card as its driver's tool names it. */
export interface GraphicsCard {
  readonly name: string;
  readonly driver: string;
  readonly memory: string;
}

/** The cards of this host, for a reader; none where no driver answers. */
export async function graphicsCards({
  probes,
  processes,
}: {
  readonly probes: Probes;
  readonly processes: Processes;
}): Promise<readonly GraphicsCard[]> {
  const tool = await probes.which('nvidia-smi', TOOL_FOLDERS);
  if (tool === undefined) return [];
  const list = await ask(processes, [tool, '--query-gpu=name,driver_version,memory.total', '--format=csv,noheader']);
  return [...(list ?? '').matchAll(/^\s*(\S.*?)\s*,\s*([\d.]+)\s*,\s*(.+?)\s*$/gm)].map(
    ([, name = '', driver = '', memory = '']) => ({ name, driver, memory }),
  );
}

async function ask(processes: Processes, argv: readonly [string, ...string[]]): Promise<string | undefined> {
  const limit = new AbortController();
  const answer = processes
    .run({ argv, cwd: process.cwd(), env: {} }, { signal: limit.signal, output: () => undefined })
    .then(result => (result.ok ? result.value.stdout : undefined));
  // A tool that hangs in its driver cannot even be killed, so its end is not waited for.
  return Promise.race([answer, wait(PATIENCE_MS, undefined, { ref: false })]).finally(() => limit.abort());
}

/** What the driver's tool said, to facts: of several GPUs the least capable decides, since all may be used. */
export function gpuFacts(banner: string | undefined, list: string | undefined): GpuFacts {
  // Without a driver that answers, there is no GPU that anything could use.
  if (banner === undefined) return { gpu: 'none' };
  const cudaDriver = /CUDA (?:UMD )?Version\s*:\s*(\d+\.\d+)/.exec(banner)?.[1];
  const capabilities = [...(list ?? '').matchAll(/^.*,\s*(\d+)\.(\d+)\s*$/gm)]
    .map(match => ({ major: Number(match[1]), minor: Number(match[2]) }))
    .sort((a, b) => a.major - b.major || a.minor - b.minor);
  const lowest = capabilities[0];
  return {
    gpu: 'nvidia',
    ...(lowest === undefined ? {} : { computeCapability: `${lowest.major}.${lowest.minor}` }),
    ...(cudaDriver === undefined ? {} : { cudaDriver }),
  };
}
