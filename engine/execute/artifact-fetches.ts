import { err, type Result } from '../base/result.js';
import type { Failure } from '../model/failure.js';
import type { PlannedArtifact } from '../model/plan.js';
import type { FetchedFile, Files, Network, Progress } from '../model/ports.js';
import { unlessAborted, type Cancel } from './cancel.js';
import type { Limiter } from './limiter.js';

type Fetched = Result<FetchedFile, Failure>;

export interface FetchRequest {
  readonly priority: number;
  /** The waiting ends with it; the fetch itself goes on for others. */
  readonly signal: AbortSignal;
  /** Ask once more where an earlier fetch has failed. */
  readonly again: boolean;
  progress(progress: Progress): void;
}

/** One fetch an artifact, begun ahead of its step or by it, and shared by all who want it. */
export class ArtifactFetches {
  readonly #fetches = new Map<string, Fetch>();
  readonly #artifacts: ReadonlyMap<string, PlannedArtifact>;
  readonly #network: Network;
  readonly #files: Pick<Files, 'stat'>;
  readonly #limiter: Limiter;
  readonly #cancel: Cancel;

  /** `cancel` ends every fetch that still runs. */
  constructor(
    artifacts: ReadonlyMap<string, PlannedArtifact>,
    machine: {
      readonly network: Network;
      readonly files: Pick<Files, 'stat'>;
      readonly limiter: Limiter;
      readonly cancel: Cancel;
    },
  ) {
    this.#artifacts = artifacts;
    this.#network = machine.network;
    this.#files = machine.files;
    this.#limiter = machine.limiter;
    this.#cancel = machine.cancel;
  }

  /** Begins a fetch that nobody waits for yet. */
  ahead(id: string, priority: number): void {
    this.#fetch(id, priority);
  }

  async get(id: string, request: FetchRequest): Promise<Fetched> {
    if (request.again && this.#fetches.get(id)?.failed === true) this.#fetches.delete(id);
    const fetched = await this.#await(id, request);
    if (!fetched.result.ok || (await this.#files.stat(fetched.result.value.path)) !== undefined) return fetched.result;
    // much may happen between a fetch ahead and its step: someone has emptied the cache
    if (this.#fetches.get(id) === fetched.fetch) this.#fetches.delete(id);
    return (await this.#await(id, request)).result;
  }

  async #await(id: string, request: FetchRequest): Promise<{ readonly fetch: Fetch; readonly result: Fetched }> {
    const fetch = this.#fetch(id, request.priority);
    const watcher = (progress: Progress) => request.progress(progress);
    fetch.watchers.add(watcher);
    const fetched = await unlessAborted(fetch.result, request.signal);
    fetch.watchers.delete(watcher);
    return { fetch, result: fetched ?? err({ kind: 'cancelled' }) };
  }

  /** Once all have ended. Rejects when one threw and nobody was there to see it. */
  async ended(): Promise<void> {
    await Promise.all([...this.#fetches.values()].map(fetch => fetch.result));
  }

  #fetch(id: string, priority: number): Fetch {
    const known = this.#fetches.get(id);
    if (known !== undefined) return known;
    const artifact = this.#artifacts.get(id);
    if (artifact === undefined) throw new Error(`the plan has no artifact ${id}`);
    const watchers = new Set<(progress: Progress) => void>();
    const fetch: Fetch = { watchers, failed: false, result: this.#run(artifact, priority, watchers) };
    this.#fetches.set(id, fetch);
    // a defect is reported to whoever waits, or by `ended`; until then it is not an unhandled one
    fetch.result.then(
      result => (fetch.failed = !result.ok),
      () => undefined,
    );
    return fetch;
  }

  async #run(artifact: PlannedArtifact, priority: number, watchers: Fetch['watchers']): Promise<Fetched> {
    const permit = await this.#limiter.enter({ priority, locks: [] });
    if (permit === undefined) return err({ kind: 'cancelled' });
    try {
      const progress = (progress: Progress) => watchers.forEach(watcher => watcher(progress));
      return await this.#cancel.branch(({ signal }) => this.#network.fetch(artifact, { signal, progress }));
    } finally {
      permit.leave();
    }
  }
}

interface Fetch {
  readonly watchers: Set<(progress: Progress) => void>;
  failed: boolean;
  readonly result: Promise<Fetched>;
}
