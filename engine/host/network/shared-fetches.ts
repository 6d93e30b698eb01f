import { err, type Result } from '../../base/result.js';
import type { Failure } from '../../model/failure.js';
import type { FetchedFile, Watch } from '../../model/ports.js';

type Fetched = Result<FetchedFile, Failure>;

interface Job {
  readonly watchers: Set<Watch>;
  readonly stop: AbortController;
  readonly result: Promise<Fetched>;
}

/** Two callers who want the same artifact at the same time share one download; it ends early when the last of them leaves. */
export class SharedFetches {
  readonly #jobs = new Map<string, Job>();

  async join(key: string, watch: Watch, start: (watch: Watch) => Promise<Fetched>): Promise<Fetched> {
    const job = this.#jobs.get(key) ?? this.#begin(key, start);
    job.watchers.add(watch);
    const aborted = whenAborted(watch.signal);
    try {
      const result = await Promise.race([job.result, aborted.promise]);
      return result ?? (await this.#leave(key, job, watch));
    } finally {
      aborted.forget();
      job.watchers.delete(watch);
    }
  }

  #begin(key: string, start: (watch: Watch) => Promise<Fetched>): Job {
    const watchers = new Set<Watch>();
    const stop = new AbortController();
    const everyone: Watch = {
      signal: stop.signal,
      progress: progress => watchers.forEach(watcher => watcher.progress(progress)),
    };
    const result = start(everyone).finally(() => this.#forget(key, job));
    const job: Job = { watchers, stop, result };
    this.#jobs.set(key, job);
    return job;
  }

  /** The last one to leave waits until the download has tidied up. */
  async #leave(key: string, job: Job, watch: Watch): Promise<Fetched> {
    job.watchers.delete(watch);
    if (job.watchers.size === 0) {
      this.#forget(key, job);
      job.stop.abort();
      await job.result;
    }
    return err({ kind: 'cancelled' });
  }

  #forget(key: string, job: Job): void {
    if (this.#jobs.get(key) === job) this.#jobs.delete(key);
  }
}

function whenAborted(signal: AbortSignal): { readonly promise: Promise<undefined>; forget(): void } {
  let onAbort = () => undefined as void;
  const promise = new Promise<undefined>(resolve => {
    onAbort = () => resolve(undefined);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}
