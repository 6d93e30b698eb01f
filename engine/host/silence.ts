/** How long a thread may show no sign of life until it is taken for one that is no more: milliseconds. */
export const LONGEST_SILENCE = 10_000;

const LOOKS = 20;
const LATE_MS = 500;
/** A disk may have to wake up, or be behind a network. */
const DISK_COUNTS = 1 / 6;

/**
 * Judges the silence of a thread by looking at it now and then. A look that comes much later than it was meant to counts for
 * nothing: all of the process was suspended, or the machine is so busy that the other thread may have had no turn either.
 */
export class Silence {
  readonly everyMs: number;
  #silent = 0;
  #signs: number | undefined;

  constructor(mostMs: number) {
    this.everyMs = mostMs / LOOKS;
  }

  /** After waiting for so long: whether the thread is no more. Its signs are any number that changes while it lives; it may be waiting for a disk. */
  looked(waitedMs: number, signs: number, { onDisk = false }: { readonly onDisk?: boolean } = {}): boolean {
    if (signs !== this.#signs) this.#silent = 0;
    else if (waitedMs - this.everyMs < LATE_MS) this.#silent += onDisk ? DISK_COUNTS : 1;
    this.#signs = signs;
    return this.#silent >= LOOKS;
  }
}
