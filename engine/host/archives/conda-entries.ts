import type { ArchiveEntry } from './archive-entry.js';
import { BrokenArchive } from './broken-archive.js';
import type { OpenArchive } from './open-archive.js';
import { tarEntries } from './tar-entries.js';
import { unzstd } from './unzstd.js';
import { zipMembers } from './zip-members.js';

/** What a decoded tar goes through before its members are looked at. */
export type Guard = (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/** The members of a .conda: a zip that holds two tars, of the package's own files and of what is told about them. */
export async function* condaEntries(
  archive: OpenArchive,
  { mostEntries, guard }: { readonly mostEntries: number; readonly guard: Guard },
): AsyncGenerator<ArchiveEntry> {
  const kinds = new Set<string>();
  for await (const member of zipMembers(archive, mostEntries)) {
    // packages that were zipped again by hand have them in folders
    const [, kind] = /(?:^|\/)(info|pkg)-[^/]*\.tar\.zst$/.exec(member.name) ?? [];
    if (kind === undefined) continue;
    if (kinds.has(kind)) throw new BrokenArchive(`it is no .conda: it has two tars of the kind ${kind}`);
    kinds.add(kind);
    yield* tarEntries(guard(unzstd(counted(member.body(), archive))));
  }
  if (kinds.size === 0) throw new BrokenArchive('it is no .conda: no tar is in it');
}

/** The tars are stored, so that their bytes are those of the archive. */
async function* counted(pieces: AsyncIterable<Buffer>, archive: OpenArchive): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    archive.onRead(piece.length);
    yield piece;
  }
}
