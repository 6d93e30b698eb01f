import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Peers that package registries have: where the system lacks one, it is installed into `bench/data/peers/`. */
const FROM_REGISTRIES: Readonly<Record<string, readonly [registry: 'npm' | 'pypi', name: string, version: string]>> = {
  wireit: ['npm', 'wireit', '0.14.13'],
  ninja: ['pypi', 'ninja', '1.13.2'],
  task: ['pypi', 'go-task-bin', '3.54.0'],
  uv: ['pypi', 'uv', '0.13.9'],
};

const known = new Map<string, string | undefined>();

/** How a program is called: by its name where it is on PATH, else by its path; undefined where it cannot be had. */
export function peerProgram(data: string, name: string): string | undefined {
  if (!known.has(name)) known.set(name, isThere(name) ? name : installed(join(data, 'peers'), name));
  return known.get(name);
}

function isThere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function installed(folder: string, name: string): string | undefined {
  const [registry, packageName, version] = FROM_REGISTRIES[name] ?? [];
  if (registry === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  return registry === 'npm'
    ? byNpm(folder, `${packageName}@${version}`, name)
    : byPip(folder, `${packageName}==${version}`, name);
}

function byNpm(folder: string, requirement: string, name: string): string | undefined {
  const program = join(folder, 'node_modules', '.bin', name);
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save'];
  if (!existsSync(program)) spawnSync('npm', ['install', '--prefix', folder, ...flags, requirement]);
  return existsSync(program) ? program : undefined;
}

function byPip(folder: string, requirement: string, name: string): string | undefined {
  const environment = join(folder, 'python');
  const program = join(environment, 'bin', name);
  if (!existsSync(join(environment, 'bin', 'pip'))) spawnSync('python3', ['-m', 'venv', environment]);
  if (!existsSync(program)) spawnSync(join(environment, 'bin', 'pip'), ['install', '--quiet', requirement]);
  return existsSync(program) && isThere(program) ? program : undefined;
}
