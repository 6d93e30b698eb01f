import type { Claim } from './write/decide.js';

/** A member while the archive is read: to be used before the next one is asked for. */
export interface ArchiveEntry extends Claim {
  /** When it was last changed, as the archive says; in seconds. */
  readonly modified?: number | undefined;
  /** Its bytes; of files only. A piece is valid until the next is asked for. */
  readonly body: () => Iterable<Buffer>;
}

/** The members of an archive, in parts that are read one after the other. */
export type ArchiveParts = AsyncIterable<Iterable<ArchiveEntry>>;

/** What the bytes of a decoded tar go through before its members are looked at. */
export type Guard = (bytes: Iterable<Buffer>) => Iterable<Buffer>;
