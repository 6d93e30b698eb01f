import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { LONGEST_SILENCE, Silence } from '../silence.js';
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

export interface HashingOptions {
  /** Milliseconds that a thread may show no sign of life. */
  readonly patience?: number;
  readonly start?: typeof startThread;
}

/** For so many bytes: a large file is hashed beside the connection that brings it. */
export function runningHash(
  bytes: number,
  { patience = LONGEST_SILENCE, start = startThread }: HashingOptions = {},
): RunningHash {
  const thread = bytes < WORTH_A_THREAD ? undefined : newThread(start);
  return thread === undefined ? hashHere() : hashThere(thread, patience);
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

function newThread(start: typeof startThread): Worker | undefined {
  try {
    return start('hash-worker');
  } catch {
    return undefined;
  }
}

function hashThere(thread: Worker, patience: number): RunningHash {
  const waiting: ((told: FromThread | undefined) => void)[] = [];
  let isGone = false;
  const end = () => {
    isGone = true;
    forget();
    waiting.splice(0).forEach(settle => settle(undefined));
  };
  const { expect, hear, forget } = listening(patience, () => {
    end();
    void thread.terminate();
  });
  // answers come in the order of the questions; while one is due this program does not end
  thread.on('message', (told: FromThread) => {
    hear();
    waiting.shift()?.(told);
    if (waiting.length > 0) return;
    forget();
    thread.unref();
  });
  thread.on('error', end).on('exit', end).unref();
  const ask = (question: ToThread) =>
    new Promise<FromThread | undefined>(resolve => {
      if (isGone) return resolve(undefined);
      if (waiting.push(resolve) === 1) {
        thread.ref();
        expect();
      }
      thread.postMessage(question);
    });
  return {
    add: async bytes => void (await ask({ bytes: isShared(bytes) ? bytes : shared(bytes) })),
    digest: async () => (await ask({}))?.sha256,
    drop: () => void thread.terminate(),
  };
}

/** Says so when something is expected and nothing is heard for too long. */
function listening(patience: number, onSilence: () => void) {
  let heard = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    expect: () => {
      const silence = new Silence(patience);
      let since = performance.now();
      timer = setInterval(() => {
        const now = performance.now();
        if (silence.looked(now - since, heard)) onSilence();
        since = now;
      }, silence.everyMs);
    },
    hear: () => void heard++,
    forget: () => clearInterval(timer),
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
