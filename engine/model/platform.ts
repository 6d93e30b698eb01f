/** Conda's platform names: what a manifest is written for. */
export const PLATFORMS = ['linux-64', 'linux-aarch64', 'osx-64', 'osx-arm64', 'win-64'] as const;
export type Platform = (typeof PLATFORMS)[number];

export type Os = 'linux' | 'macos' | 'windows';
export type Arch = 'x86_64' | 'arm64';

const PARTS: Readonly<Record<Platform, { readonly os: Os; readonly arch: Arch }>> = {
  'linux-64': { os: 'linux', arch: 'x86_64' },
  'linux-aarch64': { os: 'linux', arch: 'arm64' },
  'osx-64': { os: 'macos', arch: 'x86_64' },
  'osx-arm64': { os: 'macos', arch: 'arm64' },
  'win-64': { os: 'windows', arch: 'x86_64' },
};

export function osOf(platform: Platform): Os {
  return PARTS[platform].os;
}

export function archOf(platform: Platform): Arch {
  return PARTS[platform].arch;
}

export function isPlatform(name: string): name is Platform {
  return (PLATFORMS as readonly string[]).includes(name);
}
