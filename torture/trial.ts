/** Where what a trial opens is closed when it ends; a test's context is one. */
export interface Scope {
  after(work: () => unknown): void;
}

export interface TrialOptions {
  /** How many times it is done; each trial says what of. */
  readonly count: number;
  readonly seed: number;
  /** The number of the first, so that one that was cut off can be gone on with; 0 when absent. */
  readonly from?: number;
  /** How many hosts are tormented at one time; 1 when absent. */
  readonly lanes?: number;
  /** Asked before each: whether the time that it was given is over. */
  readonly enough?: () => boolean;
  /** Told now and then how far it is, and at once what went wrong. */
  readonly say?: (text: string) => void;
}

/** What was seen: a trial is passed when nothing went wrong, and something was tried. */
export interface Findings {
  /** How many times it was done. */
  readonly done: number;
  /** In words, such as how many kills hit before the first step. */
  readonly notes: readonly string[];
  /** What went wrong, one text each. */
  readonly wrong: readonly string[];
}

/** One way to torment an installation. */
export interface Trial {
  readonly name: string;
  /** What is done to it. */
  readonly title: string;
  /** `count` of the full form. */
  readonly full: number;
  /** Why it cannot be done on this host; undefined when it can. */
  cannot(): string | undefined;
  run(scope: Scope, options: TrialOptions): Promise<Findings>;
}

/** Runs something with a scope of its own. */
export async function scoped<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const closing: (() => unknown)[] = [];
  try {
    return await work({ after: close => void closing.unshift(close) });
  } finally {
    for (const close of closing) await close();
  }
}
