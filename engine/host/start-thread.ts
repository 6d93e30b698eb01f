import { Worker } from 'node:worker_threads';

/** The modules of `archives/` that are threads of their own. */
export const THREADS = ['block-worker', 'decode-worker', 'fill-worker'] as const;

/** Threads are started here and nowhere else, since a program that was made one file has no such modules beside it. */
export function startThread(name: (typeof THREADS)[number], workerData?: unknown): Worker {
  return new Worker(new URL(`./archives/${name}.js`, import.meta.url), { workerData });
}
