import { parentPort } from 'node:worker_threads';
import { fillHere } from './fill-here.js';
import type { FromThread, ToThread } from './fill-thread.js';

// A thread of its own, which unpacks one archive after the other into staging folders.
parentPort?.on('message', (job: ToThread) => void fill(job));

async function fill({ filling, stop }: ToThread): Promise<void> {
  const stopped = new Int32Array(stop);
  const tell = (message: FromThread) => parentPort?.postMessage(message);
  tell({ begun: true });
  try {
    const onlooker = {
      isStopped: () => Atomics.load(stopped, 0) === 1,
      progress: (progress: NonNullable<FromThread['progress']>) => tell({ progress }),
      sharesThread: false,
    };
    tell({ result: await fillHere(filling, onlooker) });
  } catch (error) {
    tell({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
