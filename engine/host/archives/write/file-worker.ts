import { workerData } from 'node:worker_threads';
import { FileBatches, type BatchMemory } from './file-batches.js';

/** What a thread that writes is told. */
export interface WritingJob {
  readonly memory: BatchMemory;
  /** Below which its files go. */
  readonly tree: string;
}

// A thread of its own, which writes small files out of shared memory until it is told to stop.
// It has nothing to wait for but that memory, so it never goes back to an event loop.
const { memory, tree } = workerData as WritingJob;
const batches = FileBatches.of(memory);
while (!batches.stopped) {
  const { changes } = batches;
  const batch = batches.take();
  if (batch === undefined) batches.waitForMore(changes);
  else batches.write(batch, tree);
}
