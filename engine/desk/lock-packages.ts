import { err, ok, type Result } from '../base/result.js';
import { askedUrls, type AskOptions } from '../opening/asked-urls.js';
import { everyPlan } from '../opening/every-plan.js';
import { environmentWithTrust } from '../host/environment/certificates.js';
import { compilePackages } from '../host/packages/compile-packages.js';
import { digest } from '../host/digest.js';
import { readText } from '../host/read-text.js';
import { findUv, type UvCommand } from '../host/packages/find-uv.js';
import type { Streams } from '../host/network/stream-url.js';
import { paths } from '../host/files/paths.js';
import { createProbes } from '../host/probes/probes.js';
import { createProcesses } from '../host/processes/processes.js';
import { shownPath } from '../host/files/shown-path.js';
import { solvePackages } from '../host/packages/solve-packages.js';
import { systemName } from '../host/system-name.js';
import { packageLockText } from '../lockfile/package-lock-text.js';
import { packageRequests, type PackageRequest } from '../lockfile/package-requests.js';
import type { Failure } from '../model/failure.js';
import type { LockedRequest, PackageLock } from '../model/package-lock.js';
import type { Plan } from '../model/plan.js';
import type { Network, Processes } from '../model/ports.js';
import type { ReadManifest } from '../opening/read-manifest.js';
import { packageLockPathOf, readPackageLock } from '../opening/read-package-lock.js';
import { replaceFile } from '../host/files/replace-file.js';
import type { Refusal } from '../opening/refusal.js';

export interface PackageVerdict {
  readonly key: string;
  readonly step: string;
  readonly kind: 'new' | 'same' | 'changed' | 'failed' | 'unused';
  /** How many packages it is. */
  readonly count?: number;
  readonly failure?: Failure;
}

export interface LockedPackages {
  /** As messages name it. */
  readonly file: string;
  readonly verdicts: readonly PackageVerdict[];
  readonly changed: boolean;
}

export type PackageLockOptions = Omit<AskOptions, 'onAsked'> & {
  readonly env: NonNullable<AskOptions['env']>;
  /** Steps whose packages are looked for anew; `all` for every one. */
  readonly update: 'all' | readonly string[];
  readonly dryRun: boolean;
  readonly onAsked: (what: string) => void;
};

/** Locks what steps ask for by name, on every platform with every profile: pip's by uv, conda's by conda's own solver. */
export async function lockPackages(
  read: ReadManifest,
  cwd: string,
  options: PackageLockOptions,
): Promise<Result<LockedPackages, Refusal>> {
  const plans = everyPlan(read);
  if (!plans.ok) return plans;
  const before = await readPackageLock(read.path, cwd);
  if (!before.ok) return before;
  const old = before.value?.requests ?? new Map<string, LockedRequest>();
  const tools = openTools(read, options, cwd);
  const requests = new Map<string, LockedRequest>();
  const verdicts: PackageVerdict[] = [];
  for (const { plan } of plans.value) {
    const pins: string[] = [];
    for (const request of packageRequests(plan)) {
      if (options.signal.aborted) return err({ kind: 'failure', failure: { kind: 'cancelled' } });
      const settled = await settle(request, old.get(request.key), { plan, pins, tools, options });
      options.onAsked(request.key);
      verdicts.push(settled.verdict);
      if (settled.entry === undefined) continue;
      requests.set(request.key, settled.entry);
      if (request.kind === 'pip') pins.push(...settled.entry.list.map(line => line.split(/\s+--hash=|\s*;/)[0] ?? ''));
    }
  }
  const known = new Set(verdicts.map(({ key }) => key));
  for (const key of old.keys()) if (!known.has(key)) verdicts.push({ key, step: '', kind: 'unused' });
  return write({ requests }, { path: packageLockPathOf(read.path), cwd, verdicts, dryRun: options.dryRun });
}

interface Tools {
  /** Looked for once it is needed. */
  uv(): Promise<UvCommand | undefined>;
  readonly processes: Processes;
  readonly network: Network & Streams;
}

function openTools(read: ReadManifest, options: PackageLockOptions, cwd: string): Tools {
  const { env, ca, cacheFolder, signal } = options;
  const trust = { env, platform: systemName, ...(ca !== undefined && { ca }) };
  const probes = createProbes({ env, platform: systemName });
  const trusting = () => environmentWithTrust(cacheFolder, trust);
  const processes = createProcesses({ hostEnv: env, trusting, probes, platform: systemName });
  let uv: Promise<UvCommand | undefined> | undefined;
  return {
    uv: () => (uv ??= findUv({ probes, processes, cwd, signal })),
    processes,
    network: askedUrls(read, options).network,
  };
}

interface Scene {
  readonly plan: Plan;
  readonly pins: readonly string[];
  readonly tools: Tools;
  readonly options: PackageLockOptions;
}

interface Settled {
  readonly verdict: PackageVerdict;
  readonly entry?: LockedRequest;
}

/** What is asked for as before stays as it was, unless it is to be looked for anew. */
async function settle(request: PackageRequest, old: LockedRequest | undefined, scene: Scene): Promise<Settled> {
  const { key, step } = request;
  const { update } = scene.options;
  const isWanted = update === 'all' || update.includes(step);
  const asked = digest(request.text);
  if (old?.request === asked && !isWanted) {
    return { verdict: { key, step, kind: 'same', count: old.list.length }, entry: old };
  }
  const found = await (request.kind === 'pip' ? compiled(request, scene) : solved(request, scene));
  if (!found.ok) {
    const verdict = { key, step, kind: 'failed', failure: found.error } as const;
    return old?.request === asked ? { verdict, entry: old } : { verdict };
  }
  const entry = { request: asked, list: [...found.value].sort() };
  const isSame = old?.request === asked && JSON.stringify([...old.list].sort()) === JSON.stringify(entry.list);
  const kind = isSame ? 'same' : old === undefined ? 'new' : 'changed';
  return { verdict: { key, step, kind, count: entry.list.length }, entry };
}

const NO_UV = ['PATH: no uv is on it', 'python3 and python on PATH: uv is no package of theirs'];

async function compiled({ params, python }: PackageRequest, { plan, pins, tools, options }: Scene) {
  const { processes } = tools;
  const uv = await tools.uv();
  if (uv === undefined) return err<Failure>({ kind: 'not-found', what: 'uv', looked: NO_UV });
  const texts = (name: string) =>
    textsOf(params[name]).map(text => text.replace(/https?:\/\/\S+/, url => tools.network.mirrored(url)));
  const index = typeof params['index-url'] === 'string' ? tools.network.mirrored(params['index-url']) : undefined;
  const request = {
    packages: texts('packages'),
    constraints: texts('constraints'),
    pins,
    extraIndexUrls: texts('extra-index-urls'),
    findLinks: texts('find-links'),
    noDeps: params['no-deps'] === true,
    pre: params['pre'] === true,
    platform: plan.platform,
    ...(index !== undefined && { indexUrl: index }),
    ...(python !== undefined && { python }),
  };
  const cache = paths.join(options.cacheFolder, 'tools', 'uv');
  return compilePackages(uv, request, { processes, signal: options.signal, cache });
}

async function solved({ params }: PackageRequest, { plan, tools, options }: Scene) {
  const cudaDriver = plan.facts.get('cuda-driver');
  const request = {
    packages: textsOf(params['packages']),
    channels: textsOf(params['channels']),
    platform: plan.platform,
    glibc: /\d+\.\d+/.exec(plan.preflight.glibc ?? '')?.[0] ?? '2.28',
    ...(cudaDriver !== undefined && { cudaDriver }),
  };
  const files = await solvePackages(request, { network: tools.network, signal: options.signal });
  return files.ok ? ok(files.value.map(({ url, sha256 }) => `${url}#sha256:${sha256}`)) : files;
}

async function write(
  lock: PackageLock,
  {
    path,
    cwd,
    verdicts,
    dryRun,
  }: {
    readonly path: string;
    readonly cwd: string;
    readonly verdicts: readonly PackageVerdict[];
    readonly dryRun: boolean;
  },
): Promise<Result<LockedPackages, Refusal>> {
  const [text, before] = [packageLockText(lock), await readText(path)];
  const changed = before.ok ? before.value !== text : lock.requests.size > 0;
  if (changed && !dryRun) {
    const written = await replaceFile(path, text);
    if (!written.ok) return err({ kind: 'failure', failure: written.error });
  }
  return ok({ file: shownPath(path, cwd), verdicts, changed });
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
