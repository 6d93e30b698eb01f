import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Event } from '../../engine/model/event.js';
import { KEPT_CODE, ONE_FILE } from './one-file.js';

/**
 * The built program as a child with a host of its own: home, cache, PATH and current folder.
 * `TEST_MAIN` names another build of it than the one file.
 */
export const MAIN = process.env['TEST_MAIN'] ?? ONE_FILE;

/** What a shell is to start, in front of the program's own words. */
export const NODE_AND_MAIN: string = [process.execPath, ...(MAIN === ONE_FILE ? KEPT_CODE : []), MAIN]
  .map(word => `'${word}'`)
  .join(' ');

export interface CliEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A program in front of it, such as a tracer. */
  readonly before?: readonly string[];
}

export interface RunningCli {
  readonly pid: number;
  readonly ended: Promise<CliEnd>;
  /** Resolves with the first line of either stream that matches; rejects when the program ends without it. */
  line(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** A throw-away host: nothing of the real one's environment is seen, and all of it is removed after the test. */
export interface Place {
  readonly folder: string;
  /** The current folder of the program; a manifest called `sam3d-install.yaml` in it is found. */
  readonly work: string;
  /** Where `--root` points, by the environment. Not made yet. */
  readonly root: string;
  readonly cache: string;
  /** The only folder on PATH. */
  readonly bin: string;
  /** Writes a text file below the current folder. */
  write(name: string, text: string): string;
  /** Writes a program into PATH: a script for `sh`, which has no program but the shell's own words to call. */
  program(name: string, script: string): string;
  cli(args: readonly string[], options?: CliOptions): Promise<CliEnd>;
  start(args: readonly string[], options?: CliOptions): RunningCli;
}

/** `name`: of the folder that it all lies in, to try odd ones. */
export function place(t: Pick<TestContext, 'after'>, { name = 'place' }: { readonly name?: string } = {}): Place {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'sam3d-cli-')));
  t.after(() => rmSync(top, { recursive: true, force: true, maxRetries: 5 }));
  const folder = join(top, name);
  const [work, root, home, bin] = ['work', 'root', 'home', 'bin'].map(part => join(folder, part)) as Four;
  for (const made of [work, home, bin]) mkdirSync(made, { recursive: true });
  const cache = join(home, 'cache');
  const env = {
    HOME: home,
    PATH: bin,
    LANG: 'C.UTF-8',
    SAM3D_INSTALL_ROOT: root,
    SAM3D_INSTALL_CACHE_DIR: cache,
    // compiled code would be kept in each cache, for one or two calls
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  const start = (args: readonly string[], options: CliOptions = {}) =>
    startCli(args, { cwd: work, ...options, env: { ...env, ...options.env } });
  return {
    folder,
    work,
    root,
    cache,
    bin,
    write: (file, text) => written(join(work, file), text),
    program: (file, script) => {
      const path = written(join(bin, file), `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    cli: (args, options) => start(args, options).ended,
    start,
  };
}

type Four = [string, string, string, string];

function written(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Of one that hangs; a machine may be busy, or suspended, for a minute. */
const LONGEST_MS = 180_000;

interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The program, where it lies elsewhere. */
  readonly file?: string;
}

export function startCli(
  args: readonly string[],
  { cwd, env, before = [], file = MAIN }: CliOptions & StartOptions,
): RunningCli {
  const node = [process.execPath, ...(file === ONE_FILE ? KEPT_CODE : [])];
  const [program = '', ...operands] = [...before, ...node, file, ...args];
  const child = spawn(program, operands, {
    ...(cwd !== undefined && { cwd }),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<CliEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...said }));
    // What it leaves behind may hold its streams open.
    child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal, ...said }), 2000).unref());
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = `${said.stdout}\n${said.stderr}`.split('\n').find(text => pattern.test(text));
        if (found !== undefined) resolve(found);
      };
      listeners.add(look);
      look();
      const tell = (end: CliEnd) => reject(new Error(`it never said ${String(pattern)}: ${shown(end)}`));
      ended.then(tell, reject);
    });
  return { pid: child.pid ?? 0, ended, line, kill: signal => void child.kill(signal) };
}

/** All that a run said, for a message of a test. */
export function shown({ code, signal, stdout, stderr }: CliEnd): string {
  return `ended with ${code ?? signal}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`;
}

/** The events of `--json`, one a line. */
export function eventsOf({ stdout }: CliEnd): readonly Event[] {
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Event);
}

/** Everything below a folder: path → what it is; a file by its bytes. A folder that is not there has nothing. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const look = (path: string, shownAs: string) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) {
      const bytes = stat.isFile() ? readFileSync(path) : Buffer.from('');
      found[shownAs] = `${stat.isFile() ? 'file' : 'other'} ${createHash('sha256').update(bytes).digest('hex')}`;
      return;
    }
    if (shownAs !== '') found[shownAs] = 'folder';
    for (const name of readdirSync(path).sort()) look(join(path, name), shownAs === '' ? name : `${shownAs}/${name}`);
  };
  look(folder, '');
  return found;
}

/** Whether a process is there and more than a dead entry of the process table. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** A place where a program of a run waits until the test lets it go on: no sleeping, no polling. */
export interface Gate {
  /** A program that comes to the gate, waits there, and ends well once it is open. */
  readonly argv: readonly string[];
  /** The process that came first. */
  readonly arrived: Promise<number>;
  open(): void;
}

export async function openableGate(t: TestContext): Promise<Gate> {
  const waiting: ServerResponse[] = [];
  let isOpen = false;
  let tell: (pid: number) => void = () => undefined;
  const arrived = new Promise<number>(resolve => (tell = resolve));
  const server = createServer((request, response) => {
    tell(Number(new URL(request.url ?? '', 'http://gate').searchParams.get('pid')));
    if (isOpen) response.end();
    else waiting.push(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?pid=`;
  return {
    argv: [process.execPath, '-e', `require('http').get('${url}' + process.pid, answer => answer.resume())`],
    arrived,
    open: () => {
      isOpen = true;
      for (const response of waiting) response.end();
    },
  };
}

/** A list as YAML writes it on one line. */
export function yamlList(items: readonly string[]): string {
  return `[${items.map(item => JSON.stringify(item)).join(', ')}]`;
}

/** The platform that this host is, by the name that a manifest uses. */
export function platformHere(): string {
  const isArm = process.arch === 'arm64';
  if (process.platform === 'win32') return 'win-64';
  if (process.platform === 'darwin') return isArm ? 'osx-arm64' : 'osx-64';
  return isArm ? 'linux-aarch64' : 'linux-64';
}

/** Resolves when a process that is not ours has ended; asks until then, since the system tells nobody else. */
export async function gone(pid: number): Promise<void> {
  for (let asked = 0; isAlive(pid); asked += 1) {
    if (asked > 500) throw new Error(`process ${pid} goes on`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
