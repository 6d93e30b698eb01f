import type { Claim } from './decide.js';

/** A member while the archive is read: to be used before the next one is asked for. */
export interface ArchiveEntry extends Claim {
  /** When it was last changed, as the archive says. */
  readonly modified?: Date;
  /** Its bytes; of files only. */
  readonly body: () => AsyncIterable<Buffer>;
}
