import type { Lockfile } from '../../../engine/model/lockfile.js';

/** What the docs show of a code: a manifest that brings the finding about, and one that is as it should be. */
export interface CodeExample {
  /** Parts of a manifest; what is not in them is as in any other. */
  readonly wrong: string;
  /** In place of `wrong`, where that is too long to be read, or cannot be. */
  readonly shownAs?: string;
  /** `wrong` is the whole file. */
  readonly whole?: true;
  readonly right: string;
  readonly lock?: Lockfile;
}

/** A hash, as one stands in a manifest. */
export const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const USUAL = {
  manifest: 'manifest: 1',
  name: 'name: my-node',
  title: 'title: My node',
  platforms: 'platforms: { linux-64: {} }',
  steps: 'steps: { greet: { uses: run, with: { argv: [echo, hello] } } }',
};

/** The parts in a whole manifest. They come first, so that lines are counted as they are read in the docs. */
export function wholeManifest(parts: string): string {
  const missing = Object.entries(USUAL).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(parts));
  return [parts.trimEnd(), ...missing.map(([, line]) => line), ''].join('\n');
}
