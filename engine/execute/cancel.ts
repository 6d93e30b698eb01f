/**
 * A signal that ends with its parent's, or by itself. Work gets a branch of its own and never the top: a signal with
 * more than ten listeners is taken for a leak.
 */
export class Cancel {
  readonly #controller = new AbortController();
  readonly #children = new Set<Cancel>();

  /** The top of a tree, ended by a signal from outside. */
  static under(signal: AbortSignal): Cancel {
    const top = new Cancel();
    if (signal.aborted) top.abort();
    else signal.addEventListener('abort', () => top.abort(), { once: true, signal: top.signal });
    return top;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Does some work on a branch. */
  async branch<T>(work: (branch: Cancel) => Promise<T>): Promise<T> {
    const child = new Cancel();
    if (this.signal.aborted) child.abort();
    else this.#children.add(child);
    try {
      return await work(child);
    } finally {
      this.#children.delete(child);
    }
  }

  abort(): void {
    this.#controller.abort();
    for (const child of this.#children) child.abort();
    this.#children.clear();
  }
}

/** The promise's value, or undefined as soon as the signal is aborted; the promise is then left to itself. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
