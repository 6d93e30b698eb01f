import type { Worker } from 'node:worker_threads';
import { err, type Result } from '../../../base/result.js';
import type { Failure } from '../../../model/failure.js';
import type { Progress, Watch } from '../../../model/ports.js';
import { startThread } from '../../start-thread.js';
import type { Filled, Filling } from './filling.js';

/** One archive to unpack. */
export interface ToThread {
  readonly filling: Filling;
  /** One number, which becomes 1 when nobody wants it any more. */
  readonly stop: SharedArrayBuffer;
}

export interface FromThread {
  readonly begun?: true;
  readonly progress?: Progress;
  readonly result?: Result<Filled, Failure>;
  /** A fault of ours, with its stack. */
  readonly defect?: string;
}

/** An unpacking that ended badly may leave memory of a decoder behind, so a thread is not used for ever. */
const MOST_FAILURES = 16;
/** One is kept for the next archive, since starting one takes as long as unpacking a small archive. */
const idle: FillThread[] = [];

interface FillThread {
  readonly worker: Worker;
  failures: number;
  hasEnded: boolean;
}

/** Begins to start a thread, where none is idle. */
export function readyThread(): void {
  const thread = idle.length === 0 ? newThread(startThread) : undefined;
  if (thread !== undefined) idle.push(thread);
}

/** Fills a staging folder on another thread; undefined where none could be started. */
export async function fillOnThread(
  filling: Filling,
  watch: Watch,
  { start = startThread }: { readonly start?: typeof startThread } = {},
): Promise<Result<Filled, Failure> | undefined> {
  const { signal } = watch;
  const thread = idle.pop() ?? newThread(start);
  if (thread === undefined) return undefined;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = () => void Atomics.store(stop, 0, 1);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    thread.worker.ref();
    const job: ToThread = { filling, stop: stop.buffer };
    const result = await answerOf(thread.worker, job, told => (signal.aborted ? undefined : watch.progress(told)));
    if (result !== undefined) release(thread, result);
    return result;
  } catch (error) {
    // what state a fault of ours has left it in nobody knows, and while it is held this program does not end
    void thread.worker.terminate();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function newThread(start: typeof startThread): FillThread | undefined {
  try {
    const thread: FillThread = { worker: start('fill-worker'), failures: 0, hasEnded: false };
    const onEnd = () => {
      thread.hasEnded = true;
      idle.splice(0, idle.length, ...idle.filter(each => each !== thread));
    };
    thread.worker.on('error', onEnd).on('exit', onEnd).unref();
    return thread;
  } catch {
    return undefined;
  }
}

/** Undefined when the thread ended before it began. */
function answerOf(
  worker: Worker,
  job: ToThread,
  progress: (progress: Progress) => void,
): Promise<Result<Filled, Failure> | undefined> {
  return new Promise((resolve, reject) => {
    let begun = false;
    const onMessage = (message: FromThread) => {
      begun = true;
      if (message.progress !== undefined) progress(message.progress);
      if (message.result !== undefined) settle(() => resolve(message.result));
      if (message.defect !== undefined) settle(() => reject(new Error(message.defect)));
    };
    // it catches what is thrown, so only the system ends it
    const reason = 'the thread that unpacks it has ended, perhaps for want of memory';
    const ended = err({ kind: 'archive', archive: job.filling.request.name, reason } as const);
    const onEnd = () => settle(() => resolve(begun ? ended : undefined));
    const settle = (how: () => void) => {
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
      how();
    };
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
    worker.postMessage(job);
  });
}

function release(thread: FillThread, { ok }: Result<Filled, Failure>): void {
  if (thread.hasEnded) return;
  if (!ok) thread.failures++;
  thread.worker.unref();
  if (idle.length > 0 || thread.failures > MOST_FAILURES) void thread.worker.terminate();
  else idle.push(thread);
}
