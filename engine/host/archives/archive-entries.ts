import type { ArchiveEntry, ArchiveParts } from './archive-entry.js';
import type { ArchiveFormat } from './archive-format.js';
import { condaEntries } from './conda-entries.js';
import type { Decoding } from './decoding.js';
import type { OpenArchive } from './open-archive.js';
import { tarEntries } from './tar-entries.js';
import { zipEntries } from './zip-entries.js';

/** The members of an archive of any format. */
export function archiveEntries(
  archive: OpenArchive,
  format: ArchiveFormat,
  { mostEntries, decoding }: { readonly mostEntries: number; readonly decoding: Decoding },
): ArchiveParts {
  switch (format) {
    case 'conda':
      return condaEntries(archive, mostEntries, decoding);
    case 'zip':
      return zipEntries(archive, mostEntries);
    default:
      return tarPart(archive, format, decoding);
  }
}

async function* tarPart(
  archive: OpenArchive,
  format: Exclude<ArchiveFormat, 'conda' | 'zip'>,
  decoding: Decoding,
): AsyncGenerator<Iterable<ArchiveEntry>> {
  yield tarEntries(decoding.guard(await decodedTar(archive, format, decoding)));
}

async function decodedTar(
  archive: OpenArchive,
  format: Exclude<ArchiveFormat, 'conda' | 'zip'>,
  decoding: Decoding,
): Promise<Iterable<Buffer>> {
  const all = { start: 0, length: archive.size };
  switch (format) {
    case 'tar':
      return archive.pieces();
    case 'tar.bz2':
      return decoding.bunzip2(archive);
    case 'tar.gz':
      return decoding.stream(archive, all, 'gz');
    case 'tar.xz':
      return decoding.stream(archive, all, 'xz');
    case 'tar.zst':
      return decoding.stream(archive, all, 'zst');
  }
}
