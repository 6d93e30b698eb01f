import { Worker } from 'node:worker_threads';
import { embedded } from './embedded.js';

/** The modules of `archives/` that are threads of their own; a bundle holds each as a text. */
export const THREADS = ['block-worker', 'decode-worker', 'fill-worker'] as const;

export function startThread(name: (typeof THREADS)[number], workerData?: unknown): Worker {
  const text = embedded?.part(`threads/${name}`);
  return text === undefined
    ? new Worker(new URL(`./archives/${name}.js`, import.meta.url), { workerData })
    : new Worker(text, { eval: true, workerData });
}
