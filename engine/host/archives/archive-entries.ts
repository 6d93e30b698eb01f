import type { ArchiveEntry } from './archive-entry.js';
import type { ArchiveFormat } from './archive-format.js';
import { bunzip2 } from './bunzip2.js';
import { condaEntries, type Guard } from './conda-entries.js';
import { gunzip } from './gunzip.js';
import type { OpenArchive } from './open-archive.js';
import { tarEntries } from './tar-entries.js';
import { unzstd } from './unzstd.js';
import { zipEntries } from './zip-entries.js';

/** The members of an archive of any format. What a decoder gives goes through `guard`. */
export function archiveEntries(
  archive: OpenArchive,
  format: ArchiveFormat,
  { mostEntries, guard }: { readonly mostEntries: number; readonly guard: Guard },
): AsyncIterable<ArchiveEntry> {
  switch (format) {
    case 'tar.bz2':
      return tarEntries(guard(copies(bunzip2(archive.pieces()))));
    case 'tar.gz':
      return tarEntries(guard(gunzip(archive.pieces())));
    case 'tar.zst':
      return tarEntries(guard(unzstd(asynchronous(archive.pieces()))));
    case 'tar':
      return tarEntries(guard(copies(archive.pieces())));
    case 'conda':
      return condaEntries(archive, { mostEntries, guard });
    case 'zip':
      return zipEntries(archive, mostEntries);
  }
}

async function* asynchronous(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}

/** Such pieces share one buffer, and the tar reader holds on to some. */
async function* copies(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}
