import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** Bytes in shared memory, to be added; without any the hash of what was added is asked for. */
export interface ToThread {
  readonly bytes?: Uint8Array;
}

export interface FromThread {
  readonly sha256?: string;
}

// A thread of its own, which hashes one file.
const hash = createHash('sha256');
parentPort?.on('message', ({ bytes }: ToThread) => {
  if (bytes !== undefined) hash.update(bytes);
  const told: FromThread = bytes === undefined ? { sha256: hash.copy().digest('hex') } : {};
  parentPort?.postMessage(told);
});
