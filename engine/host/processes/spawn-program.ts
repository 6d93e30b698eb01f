import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../../base/result.js';
import { systemCode } from '../system-code.js';

export interface Program {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing of the engine's own is added. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Child {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'exit', listener: (exitCode: number | null, signal: string | null) => void): unknown;
}

/** Without input, and in a process group of its own where the system has groups; or the system's word for why there is none. */
export async function spawnProgram(program: Program): Promise<Result<Child, string>> {
  try {
    const { child, failure } = process.platform === 'win32' ? await spawnOnWindows(program) : spawnPlainly(program);
    return isStarted(child) ? ok(child) : err(systemCode(await failure));
  } catch (error) {
    return err(systemCode(error));
  }
}

type Spawned = Omit<Child, 'pid'> & { readonly pid?: number | undefined };

interface Attempted {
  readonly child: Spawned;
  /** Settles where nothing was started. */
  readonly failure: Promise<unknown>;
}

function isStarted(child: Spawned): child is Child {
  return child.pid !== undefined;
}

/** What execa does beside this costs a millisecond of the processor for each program. */
function spawnPlainly({ file, args, cwd, env }: Program): Attempted {
  // in its own group it can be ended together with all that it started
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  return { child, failure: new Promise(resolve => child.once('error', resolve)) };
}

/** Batch files can be started there as well, each argument with the quotes that their shell wants. */
async function spawnOnWindows({ file, args, cwd, env }: Program): Promise<Attempted> {
  const { execa } = await import('execa');
  const child = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    shell: false,
    preferLocal: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    detached: false,
    cleanup: false,
    windowsHide: true,
  });
  return { child, failure: child };
}
