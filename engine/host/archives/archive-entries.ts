import type { ArchiveEntry } from './archive-entry.js';
import type { ArchiveFormat } from './archive-format.js';
import type { Decoding } from './decode/decoding.js';
import type { OpenArchive } from './open-archive.js';
import { tarEntries } from './tar/tar-entries.js';

/** The members of an archive of any format. */
export async function* archiveEntries(
  archive: OpenArchive,
  format: ArchiveFormat,
  { mostEntries, decoding }: { readonly mostEntries: number; readonly decoding: Decoding },
): AsyncGenerator<Iterable<ArchiveEntry>> {
  if (format === 'conda') {
    const { condaEntries } = await import('./conda-entries.js');
    yield* condaEntries(archive, mostEntries, decoding);
  } else if (format === 'zip') {
    const { zipEntries } = await import('./zip/zip-entries.js');
    yield* zipEntries(archive, mostEntries);
  } else {
    yield tarEntries(decoding.guard(await decodedTar(archive, format, decoding)));
  }
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
