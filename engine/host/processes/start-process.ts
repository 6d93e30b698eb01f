import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ok, type Result } from '../../base/result.js';
import { killAtExit } from './kill-at-exit.js';
import type { OutputStream } from './output-collector.js';
import { spawnProgram, type Program } from './spawn-program.js';

export interface Ending {
  readonly exitCode?: number;
  readonly signal?: string;
}

export interface RunningProcess {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  onOutput(take: (stream: OutputStream, bytes: Buffer) => void): void;
  /** When it has ended: waits until its output has been read, but not for a stranger who holds the pipe open. */
  drained(): Promise<void>;
  /** Its process group is empty: nothing of it has to be killed any more when the engine ends. */
  gone(): void;
}

/** Starts a program as the leader of its own process group, with no input; or says why the system would not. */
export async function startProcess(program: Program): Promise<Result<RunningProcess, string>> {
  const started = await spawnProgram(program);
  if (!started.ok) return started;
  const child = started.value;
  const streams = { stdout: child.stdout, stderr: child.stderr };
  const closed = Promise.all([streams.stdout, streams.stderr].map(stream => once(stream, 'close')));
  const ended = new Promise<Ending>(resolve => {
    child.once('exit', (exitCode, signal) => {
      resolve({ ...(exitCode === null ? {} : { exitCode }), ...(signal === null ? {} : { signal }) });
    });
  });
  return ok({
    pid: child.pid,
    ended,
    onOutput: take => {
      streams.stdout.on('data', (bytes: Buffer) => take('stdout', bytes));
      streams.stderr.on('data', (bytes: Buffer) => take('stderr', bytes));
    },
    drained: () => drain([streams.stdout, streams.stderr], closed),
    gone: killAtExit(child.pid),
  });
}

const QUIET_MS = 50;
const LONGEST_DRAIN_MS = 2000;

/**
 * A pipe closes when its last writer does, and that may be a grandchild that goes on for ever. The program's own last
 * words lie in the pipe already, so two looks that find nothing new are enough.
 */
async function drain(streams: readonly Readable[], closed: Promise<unknown>): Promise<void> {
  let heard = false;
  for (const stream of streams) stream.on('data', () => (heard = true));
  let quiet = 0;
  for (let waited = 0; quiet < 2 && waited < LONGEST_DRAIN_MS; waited += QUIET_MS) {
    heard = false;
    const STILL_OPEN = Symbol();
    if ((await Promise.race([closed, wait(QUIET_MS, STILL_OPEN, { ref: false })])) !== STILL_OPEN) return;
    quiet = heard ? 0 : quiet + 1;
  }
  for (const stream of streams) stream.destroy();
}

/** Resolves for an error too: it closes the stream all the same. */
function once(stream: Readable, event: 'close'): Promise<void> {
  return new Promise(resolve => {
    stream.once(event, resolve);
    stream.once('error', () => resolve());
  });
}
