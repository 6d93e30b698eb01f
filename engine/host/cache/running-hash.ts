import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../start-thread.js';
import type { FromThread, ToThread } from './hash-worker.js';

/** The SHA-256 of bytes that come one after the other. */
export interface RunningHash {
  /** Resolves when the memory of the bytes may change; undefined where it may at once. */
  add(bytes: Buffer): Promise<void> | undefined;
  /** Of all that was added; undefined where the thread that had it is gone. */
  digest(): Promise<string | undefined>;
  /** It is not wanted any more. */
  drop(): void;
}

/** Starting a thread takes as long as hashing so much. */
const WORTH_A_THREAD = 64 * 1024 * 1024;

/** For so many bytes: a large file is hashed beside the connection that brings it. */
export function runningHash(bytes: number): RunningHash {
  const thread = bytes < WORTH_A_THREAD ? undefined : newThread();
  return thread === undefined ? hashHere() : hashThere(thread);
}

function hashHere(): RunningHash {
  const hash = createHash('sha256');
  return {
    add(bytes) {
      hash.update(bytes);
      return undefined;
    },
    digest: () => Promise.resolve(hash.copy().digest('hex')),
    drop: () => undefined,
  };
}

function newThread(): Worker | undefined {
  try {
    return startThread('hash-worker');
  } catch {
    return undefined;
  }
}

function hashThere(thread: Worker): RunningHash {
  const waiting: ((told: FromThread | undefined) => void)[] = [];
  let isGone = false;
  const end = () => {
    isGone = true;
    waiting.splice(0).forEach(settle => settle(undefined));
  };
  // answers come in the order of the questions; while one is due this program does not end
  thread.on('message', (told: FromThread) => {
    waiting.shift()?.(told);
    if (waiting.length === 0) thread.unref();
  });
  thread.on('error', end).on('exit', end).unref();
  const ask = (question: ToThread) =>
    new Promise<FromThread | undefined>(resolve => {
      if (isGone) return resolve(undefined);
      if (waiting.push(resolve) === 1) thread.ref();
      thread.postMessage(question);
    });
  return {
    add: async bytes => void (await ask({ bytes: isShared(bytes) ? bytes : shared(bytes) })),
    digest: async () => (await ask({}))?.sha256,
    drop: () => void thread.terminate(),
  };
}

function isShared({ buffer }: Buffer): boolean {
  return (buffer as unknown) instanceof SharedArrayBuffer;
}

function shared(bytes: Buffer): Buffer {
  const copy = Buffer.from(new SharedArrayBuffer(bytes.length));
  bytes.copy(copy);
  return copy;
}
