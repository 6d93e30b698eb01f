import type { ArchiveParts } from './archive-entry.js';
import { BrokenArchive } from './broken-archive.js';
import type { Decoding } from './decode/decoding.js';
import type { OpenArchive } from './open-archive.js';
import { tarEntries } from './tar/tar-entries.js';
import { unzstd } from './zstd/unzstd.js';
import { zipMembers, type ZipMember } from './zip/zip-members.js';

const STORED = 0;

/** The members of a .conda: a zip that holds two tars, of the package's own files and of what is told about them. */
export async function* condaEntries(archive: OpenArchive, mostEntries: number, decoding: Decoding): ArchiveParts {
  const kinds = new Set<string>();
  for await (const member of zipMembers(archive, mostEntries)) {
    // packages that were zipped again by hand have them in folders
    const [, kind] = /(?:^|\/)(info|pkg)-[^/]*\.tar\.zst$/.exec(member.name) ?? [];
    if (kind === undefined) continue;
    if (kinds.has(kind)) throw new BrokenArchive(`it is no .conda: it has two tars of the kind ${kind}`);
    kinds.add(kind);
    yield tarEntries(decoding.guard(await decodedMember(archive, member, decoding)));
  }
  if (kinds.size === 0) throw new BrokenArchive('it is no .conda: no tar is in it');
  // without it nobody knows what the files have to be, and what is to be changed in them
  if (!kinds.has('info')) throw new BrokenArchive('it is no .conda: no tar of the kind info is in it');
}

/** The tars are stored, so that their bytes are those of the archive; but some who zip by hand compress them once more. */
async function decodedMember(archive: OpenArchive, member: ZipMember, decoding: Decoding): Promise<Iterable<Buffer>> {
  const { entry, name, range } = member;
  if (entry.compressionMethod !== STORED) return unzstd(member.body());
  return named(await decoding.stream(archive, { ...range, crc32: entry.crc32 }, 'zst'), name);
}

/** What is wrong with the bytes of one tar is said of that. */
function* named(pieces: Iterable<Buffer>, name: string): Generator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    throw error instanceof BrokenArchive ? new BrokenArchive(error.reason, name) : error;
  }
}
