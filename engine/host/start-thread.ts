import { Worker } from 'node:worker_threads';
import { embedded } from './embedded.js';

/** The modules that are threads of their own, and their folders below this one; a bundle holds each as a text. */
export const THREADS = {
  'block-worker': 'archives/bzip2',
  'decode-worker': 'archives/decode',
  'file-worker': 'archives/write',
  'fill-worker': 'archives/write',
  'hash-worker': 'cache',
} as const;

export function startThread(name: keyof typeof THREADS, workerData?: unknown): Worker {
  const text = embedded?.part(`threads/${name}`);
  return text === undefined
    ? new Worker(new URL(`./${THREADS[name]}/${name}.js`, import.meta.url), { workerData })
    : new Worker(text, { eval: true, workerData });
}
