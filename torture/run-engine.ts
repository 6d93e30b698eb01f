import { spawn } from 'node:child_process';
import { MAIN } from '../test/support/cli.js';
import { KEPT_CODE, ONE_FILE } from '../test/support/one-file.js';
import type { ReferenceInstall } from './reference-install.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** It did not end by itself in time, and was killed with all that it had started. */
  readonly hung: boolean;
}

export interface EngineOptions {
  /** A program in front of it, such as a tracer. */
  readonly before?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly longestMs?: number;
  /** Told of each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface RunningEngine {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

const LONGEST_MS = 40_000;

/** Starts the built program on a reference install's host, in a process group of its own. */
export function startEngine(
  { here, args }: Pick<ReferenceInstall, 'here' | 'args'>,
  more: readonly string[] = [],
  { before = [], env = {}, longestMs = LONGEST_MS, onLine }: EngineOptions = {},
): RunningEngine {
  const node = [process.execPath, ...(MAIN === ONE_FILE ? KEPT_CODE : [])];
  const [program = '', ...operands] = [...before, ...node, MAIN, ...args, ...more];
  const startedAt = performance.now();
  const child = spawn(program, operands, {
    cwd: here.work,
    env: { ...hostOf(here), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  let unended = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
    if (onLine === undefined) return;
    const lines = (unended + text).split('\n');
    unended = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  let hung = false;
  const watch = setTimeout(() => {
    hung = true;
    killGroup(child.pid ?? 0);
  }, longestMs);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    // not `close`: a program that outlives the engine may hold the pipes
    child.once('exit', (code, signal) => {
      clearTimeout(watch);
      const tell = () => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, signal, ...said, ms: performance.now() - startedAt, hung });
      };
      if (child.stdout.readableEnded && child.stderr.readableEnded) tell();
      else setTimeout(tell, 30);
    });
  });
  return { pid: child.pid ?? 0, ended, kill: signal => void child.kill(signal) };
}

function hostOf(here: ReferenceInstall['here']): Readonly<Record<string, string>> {
  const temp = here.folder;
  return {
    HOME: `${here.folder}/home`,
    PATH: here.bin,
    LANG: 'C.UTF-8',
    NODE_DISABLE_COMPILE_CACHE: '1',
    TMPDIR: temp,
    SAM3D_INSTALL_ROOT: here.root,
    SAM3D_INSTALL_CACHE_DIR: here.cache,
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}
