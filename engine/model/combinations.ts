import { CONTAINERS, WSLS, type HostFacts } from './facts.js';
import type { Manifest, PlatformSpec, ProfileSpec } from './manifest.js';
import { archOf, osOf, type Platform } from './platform.js';
import { versionInside } from './version-range.js';

/** A platform of the manifest with a profile that a host of it can have; undefined where a manifest has no profiles. */
export interface Combination {
  readonly platform: PlatformSpec;
  readonly profile: ProfileSpec | undefined;
}

/** Every combination that can hold, platforms first. What a GPU may be is left open: only the platform decides. */
export function combinations(manifest: Manifest): readonly Combination[] {
  const declared = [...manifest.profiles.values()].map(({ value }) => value);
  const profiles = declared.length === 0 ? [undefined] : declared;
  return [...manifest.platforms.values()].flatMap(({ value: platform }) =>
    profiles.filter(profile => canHold(profile, platform.name)).map(profile => ({ platform, profile })),
  );
}

/** How messages name a combination: "linux-64", or "linux-64 with profile cpu". */
export function combinationName({ platform, profile }: Combination): string {
  return profile === undefined ? platform.name : `${platform.name} with profile ${profile.name}`;
}

/** What a host of that platform would have to be for the profile to hold: what the profile asks for is assumed. */
export function foreignHost(platform: Platform, profile: ProfileSpec | undefined): HostFacts {
  const wanted = (fact: string) => profile?.when.get(fact)?.value.map(({ value }) => value) ?? [];
  const computeCapability = firstInside(wanted('compute-capability'));
  const cudaDriver = firstInside(wanted('cuda-driver'));
  const asksForGpu = computeCapability !== undefined || cudaDriver !== undefined;
  const gpu = wanted('gpu')[0] ?? (asksForGpu ? 'nvidia' : 'none');
  const glibc = firstInside(wanted('glibc'));
  const libc = libcsOf(platform).find(name => wanted('libc').length === 0 || wanted('libc').includes(name));
  return {
    platform,
    os: osOf(platform),
    arch: archOf(platform),
    ...(libc !== undefined && { libc }),
    ...(libc === 'glibc' && glibc !== undefined && { glibc }),
    container: asked(containersOf(platform), wanted('container')),
    wsl: asked(wslsOf(platform), wanted('wsl')),
    gpu: gpu === 'nvidia' ? 'nvidia' : 'none',
    ...(computeCapability !== undefined && { computeCapability }),
    ...(cudaDriver !== undefined && { cudaDriver }),
  };
}

/** The C libraries that a host of this platform may have, the usual one first. */
export function libcsOf(platform: Platform): readonly ('glibc' | 'musl')[] {
  return osOf(platform) === 'linux' ? ['glibc', 'musl'] : [];
}

/** What a host of this platform may run in, the usual last. */
export function containersOf(platform: Platform): readonly HostFacts['container'][] {
  return osOf(platform) === 'linux' ? CONTAINERS : ['none'];
}

export function wslsOf(platform: Platform): readonly HostFacts['wsl'][] {
  return osOf(platform) === 'linux' ? WSLS : ['none'];
}

function asked<T extends string>(possible: readonly T[], wanted: readonly string[]): T | 'none' {
  return (wanted.length === 0 ? undefined : possible.find(value => value === wanted[0])) ?? 'none';
}

function canHold(profile: ProfileSpec | undefined, platform: Platform): boolean {
  const possible: Readonly<Record<string, readonly string[]>> = {
    platform: [platform],
    os: [osOf(platform)],
    arch: [archOf(platform)],
    libc: libcsOf(platform),
    container: containersOf(platform),
    wsl: wslsOf(platform),
  };
  return [...(profile?.when ?? [])].every(([fact, { value: wanted }]) => {
    if (fact === 'glibc') return libcsOf(platform).includes('glibc');
    const values = possible[fact];
    return values === undefined || wanted.some(({ value }) => values.includes(value));
  });
}

function firstInside(ranges: readonly string[]): string | undefined {
  return ranges.map(versionInside).find(version => version !== undefined);
}
