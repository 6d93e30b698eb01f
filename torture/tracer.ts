import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cannotInstall, type ReferenceInstall } from './reference-install.js';
import { startEngine } from './run-engine.js';

/** The nth call of this name that a thread makes, which in the counting run touched root or cache. */
export interface Call {
  readonly name: string;
  readonly n: number;
  readonly path: string;
}

const CHANGING = [
  ...['write', 'pwrite64', 'writev', 'pwritev', 'copy_file_range', 'ftruncate', 'fsync', 'fdatasync'],
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir', 'mkdir', 'mkdirat'],
  ...['link', 'linkat', 'symlink', 'symlinkat', 'chmod', 'fchmod', 'fchmodat', 'utimensat', 'openat'],
] as const;

/** So that the order of the calls is nearly the same in every run: one thread for files, one step at a time. */
export const IN_ORDER = { env: { UV_THREADPOOL_SIZE: '1' }, args: ['--jobs', '1', '--quiet'] } as const;

export function cannotTrace(): string | undefined {
  const strace = tracer();
  if (strace === undefined) return 'there is no strace';
  const { status } = spawnSync(strace, ['-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', process.execPath, '-e', '0']);
  return status === 0 ? cannotInstall() : 'strace may not trace here';
}

/** The tracer in front of the engine; what it is to do to which calls is in `inject`. */
export function traced(install: ReferenceInstall, inject: string | undefined): readonly string[] {
  const calls = [...CHANGING, 'clone', 'clone3', 'vfork', 'fork'].map(name => `?${name}`).join(',');
  const options = ['-f', '-qq', '-y', '-s', '8', '-o', logOf(install), '-e', `trace=${calls}`];
  // it stops the program at these calls only; but then strace 6.1 sends no signal at any call but a thread's first
  const fast = inject?.includes('signal=') === true ? [] : ['--seccomp-bpf'];
  return [tracer() ?? '', ...fast, ...options, ...(inject === undefined ? [] : ['-e', inject])];
}

/** Every call of a quiet run of the engine itself, not of its programs, that changes something in root or cache. */
export async function changingCalls(install: ReferenceInstall): Promise<readonly Call[]> {
  install.clear();
  const before = traced(install, undefined);
  const end = await startEngine(install, IN_ORDER.args, { before, env: IN_ORDER.env }).ended;
  if (end.code !== 0) throw new Error(`the traced install fails: ${end.stderr}`);
  const { here } = install;
  return callsIn(readLog(install)).filter(({ path }) => path.startsWith(here.root) || path.startsWith(here.cache));
}

/** Paths of the calls that were made to fail. */
export function injected(install: ReferenceInstall): readonly string[] {
  return readLog(install)
    .split('\n')
    .filter(line => line.includes('(INJECTED)'))
    .map(line => pathIn(line) ?? line);
}

function logOf({ here }: ReferenceInstall): string {
  return join(here.folder, 'trace.txt');
}

function readLog(install: ReferenceInstall): string {
  const log = logOf(install);
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  rmSync(log, { force: true });
  return text;
}

function callsIn(log: string): readonly Call[] {
  const calls: Call[] = [];
  const engine = new Set<string>();
  const counts = new Map<string, number>();
  const forking = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === '') continue;
    if (engine.size === 0) engine.add(thread);
    if (!engine.has(thread)) continue;
    const resumed = /^<\.\.\. \w+ resumed>/.test(rest);
    const [, name = ''] = /^(\w+)\(/.exec(rest) ?? [];
    if (/^(clone|clone3|vfork|fork)\b/.test(name) || (resumed && forking.has(thread))) {
      const whole = (forking.get(thread) ?? '') + rest;
      forking.delete(thread);
      if (rest.includes('<unfinished')) forking.set(thread, whole);
      const [, child] = /= (\d+)(?:<[^>]*>)?$/.exec(rest) ?? [];
      if (child !== undefined && whole.includes('CLONE_THREAD')) engine.add(child);
    } else if (name !== '') {
      const key = `${thread} ${name}`;
      const n = (counts.get(key) ?? 0) + 1;
      counts.set(key, n);
      const path = pathIn(rest);
      if (path !== undefined && (name !== 'openat' || /O_(CREAT|WRONLY|RDWR|TRUNC)/.test(rest))) {
        calls.push({ name, n, path });
      }
    }
  }
  const seen = new Set<string>();
  return calls.filter(({ name, n }) => !seen.has(`${name} ${n}`) && seen.add(`${name} ${n}`));
}

/** The first path that a call names: an open file's, or the one in quotes. */
function pathIn(call: string): string | undefined {
  const open = /^[^"]*?\(\d+<([^>]+)>/.exec(call.replace(/^\d+ +/, ''))?.[1];
  const quoted = /"(\/[^"]*)"/.exec(call)?.[1];
  return open?.startsWith('/') === true && !call.includes('AT_FDCWD') ? open : quoted;
}

function tracer(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  return folders.map(folder => join(folder, 'strace')).find(path => existsSync(path));
}
