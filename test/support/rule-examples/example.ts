import type { Lockfile } from '../../../engine/model/lockfile.js';

/** A manifest, and exactly what a user reads about it; an empty text: there is nothing to find. */
export interface RuleExample {
  /** The rule that it is about. */
  readonly code: string;
  readonly title: string;
  /** The parts of the manifest that it is about; the usual ones stand around them. */
  readonly manifest: string;
  readonly lock?: Lockfile;
  readonly reads: string;
}
