/** Leave to work: given back once, by `leave`. */
export interface Permit {
  leave(): void;
}

export interface Entry {
  /** The highest goes first; of equal ones the first that came. */
  readonly priority: number;
  /** Folders that end in a separator. Whoever is inside excludes everyone whose folder is the same, above or below. */
  readonly locks: readonly string[];
}

/**
 * How many microtasks an opening waits for others who become free at the same moment, so that the best of them is
 * chosen and not the first: a step that has settled frees its place before its dependants have asked for one.
 */
const GATHER = 24;

export interface LimiterOptions {
  /** Places go to whoever comes, without a wait for better ones. */
  readonly hasty?: boolean;
}

/**
 * Lets a limited number work at once, best first, and never two with a lock in common. It knows nothing of graphs.
 * Who waits for a lock takes up no place, so nobody who works can be waited for in a circle.
 */
export class Limiter {
  readonly #places: number;
  readonly #signal: AbortSignal;
  readonly #gather: number;
  readonly #waiting: Waiting[] = [];
  readonly #inside = new Set<Entry>();
  #opening = false;

  /** `signal` sends away all who wait. */
  constructor(places: number, signal: AbortSignal, options: LimiterOptions = {}) {
    this.#places = Math.max(1, places);
    this.#signal = signal;
    this.#gather = options.hasty === true ? 0 : GATHER;
    signal.addEventListener('abort', () => this.#dismiss(), { once: true });
  }

  /** Undefined when the signal was aborted before there was leave. */
  async enter(entry: Entry): Promise<Permit | undefined> {
    if (this.#signal.aborted) return undefined;
    return new Promise(resolve => {
      this.#queue({ entry, resolve });
      void this.#open();
    });
  }

  #queue(waiting: Waiting): void {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle]?.entry.priority ?? 0) >= waiting.entry.priority) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, waiting);
  }

  async #open(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    for (let turn = 0; turn < this.#gather; turn++) await Promise.resolve();
    this.#opening = false;
    for (let index = 0; index < this.#waiting.length && this.#inside.size < this.#places;) {
      const next = this.#waiting[index];
      if (next === undefined || this.#isExcluded(next.entry)) index += 1;
      else {
        this.#waiting.splice(index, 1);
        next.resolve(this.#admit(next.entry));
      }
    }
  }

  #isExcluded({ locks }: Entry): boolean {
    if (locks.length === 0) return false;
    return [...this.#inside].some(inside => inside.locks.some(a => locks.some(b => isNested(a, b))));
  }

  #admit(entry: Entry): Permit {
    const held = { ...entry };
    this.#inside.add(held);
    return {
      leave: () => {
        if (this.#inside.delete(held) && this.#waiting.length > 0) void this.#open();
      },
    };
  }

  #dismiss(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }
}

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (permit: Permit | undefined) => void;
}

export function isNested(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
