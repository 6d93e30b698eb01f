import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cannotInstall, type ReferenceInstall } from './reference-install.js';
import type { Scene, Stage } from './scenes.js';
import { startEngine, type Ended } from './run-engine.js';

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

/** So that the order of the calls is nearly the same in every run: one thread for files. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' };

export function cannotTrace(): string | undefined {
  const strace = tracer();
  if (strace === undefined) return 'there is no strace';
  const { status } = spawnSync(strace, ['-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', process.execPath, '-e', '0']);
  return status === 0 ? cannotInstall() : 'strace may not trace here';
}

/** A command with the tracer in front; what it is to do to which calls is in `inject`. */
export function runTraced(install: ReferenceInstall, args: readonly string[], inject?: string): Promise<Ended> {
  return startEngine({ ...install, args }, [], { before: tracing(install, inject), env: ONE_THREAD }).ended;
}

function tracing(install: ReferenceInstall, inject: string | undefined): readonly string[] {
  const calls = [...CHANGING, 'clone', 'clone3', 'vfork', 'fork'].map(name => `?${name}`).join(',');
  const options = ['-f', '-qq', '-y', '-s', '8', '-o', logOf(install), '-e', `trace=${calls}`];
  // it stops the program at these calls only; but then strace 6.1 sends no signal at any call but a thread's first
  const fast = inject?.includes('signal=') === true ? [] : ['--seccomp-bpf'];
  return [tracer() ?? '', ...fast, ...options, ...(inject === undefined ? [] : ['-e', inject])];
}

export interface CallOf {
  readonly scene: Scene;
  readonly call: Call;
}

/** The calls of all scenes, and in words how many there are of each. */
export async function callsOf(
  stage: Stage,
  scenes: readonly Scene[],
): Promise<{ readonly calls: readonly CallOf[]; readonly notes: readonly string[] }> {
  const calls: CallOf[] = [];
  const notes: string[] = [];
  for (const scene of scenes) {
    scene.set(stage);
    const seen = await changingCalls(stage.install, scene.args(stage));
    // undisturbed it has to stand as it is to stand after a blow
    const wrong = await scene.after(stage, 0);
    if (wrong.length > 0) throw new Error(`${scene.name} itself goes wrong: ${wrong.join('\n')}`);
    calls.push(...seen.calls.map(call => ({ scene, call })));
    notes.push(`${scene.name}: ${seen.calls.length} calls, ${seen.shadowed} more in the shadow of another thread's`);
  }
  return { calls, notes };
}

interface ChangingCalls {
  /** Those that can be met one by one, in the order of their names. */
  readonly calls: readonly Call[];
  /** Calls that came after another thread's with the same name and number: the tracer cannot tell them apart. */
  readonly shadowed: number;
}

/** Every call of the engine itself, not of its programs, that changes something in root or cache. */
async function changingCalls(install: ReferenceInstall, args: readonly string[]): Promise<ChangingCalls> {
  await runTraced(install, args);
  const { here } = install;
  const seen = new Map<string, Call>();
  let all = 0;
  for (const call of callsIn(readLog(install))) {
    const isOurs = call.path.startsWith(here.root) || call.path.startsWith(here.cache);
    if (isOurs) all += 1;
    const id = `${call.name} ${call.n}`;
    // also one elsewhere stands in front of a later one here
    if (!seen.has(id)) seen.set(id, call);
  }
  const calls = [...seen.values()]
    .filter(({ path }) => path.startsWith(here.root) || path.startsWith(here.cache))
    .sort((a, b) => (a.name === b.name ? a.n - b.n : a.name < b.name ? -1 : 1));
  return { calls, shadowed: all - calls.length };
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
      // an openat that only reads changes nothing, and yet is counted by the tracer
      const changes = name !== 'openat' || /O_(CREAT|WRONLY|RDWR|TRUNC)/.test(rest);
      calls.push({ name, n, path: (changes ? pathIn(rest) : undefined) ?? '' });
    }
  }
  return calls;
}

/** The first path that a call names: an open file's, or the one in quotes. */
function pathIn(call: string): string | undefined {
  const open = /^[^"]*?\(\d+<([^>]+)>/.exec(call.replace(/^\d+ +/, ''))?.[1];
  const quoted = /"(\/[^"]*)"/.exec(call)?.[1];
  return open?.startsWith('/') === true && !call.includes('AT_FDCWD') ? open : quoted;
}

export function tracer(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '');
  return folders.map(folder => join(folder, 'strace')).find(path => existsSync(path));
}
