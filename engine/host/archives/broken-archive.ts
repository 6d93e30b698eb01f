/** Thrown while an archive is read, where streams and iterators cannot return a result; `unpack` turns it into an ArchiveFailure. */
export class BrokenArchive extends Error {
  constructor(
    readonly reason: string,
    readonly entry?: string,
  ) {
    super(reason);
  }
}
