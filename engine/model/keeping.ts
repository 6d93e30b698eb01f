import type { Result } from '../base/result.js';
import type { Failure } from './failure.js';

/** Keeps what worked before a run changes it, once a run, so that it can come back. */
export interface Keeping {
  /** Before a step changes something at or inside these paths, or makes its own files again. Absolute. */
  beforeChange(step: string, paths: readonly string[]): Promise<Result<undefined, Failure>>;
  /** Of a folder that was made anew, the old one, which waits at `aside`: true when it was taken over. */
  takeOver(folder: string, aside: string): Promise<Result<boolean, Failure>>;
}
