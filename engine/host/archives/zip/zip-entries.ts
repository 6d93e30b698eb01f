import type { Entry } from 'yauzl';
import type { ArchiveEntry, ArchiveParts } from '../archive-entry.js';
import { BrokenArchive } from '../broken-archive.js';
import type { OpenArchive } from '../open-archive.js';
import { isFromUnix } from './zip-names.js';
import { zipMembers, type ZipMember } from './zip-members.js';

const LONGEST_LINK = 4096;

/** The members of a zip, each a part of its own. */
export async function* zipEntries(archive: OpenArchive, mostEntries: number): ArchiveParts {
  for await (const member of zipMembers(archive, mostEntries)) {
    yield [entryOf(member)];
    archive.onRead(member.range.length);
  }
}

function entryOf(member: ZipMember): ArchiveEntry {
  const { entry, name } = member;
  const type = typeOf(entry, name);
  if (type !== 'file' && type !== 'symlink' && entry.uncompressedSize > 0)
    throw new BrokenArchive('it is no file, and yet has a size', name);
  return {
    name,
    type,
    size: type === 'file' ? entry.uncompressedSize : 0,
    executable: (unixMode(entry) & 0o100) !== 0,
    ...(type === 'symlink' && { target: linkTarget(member) }),
    modified: entry.getLastModDate().getTime() / 1000,
    body: () => member.body(),
  };
}

function unixMode(entry: Entry): number {
  return isFromUnix(entry) ? entry.externalFileAttributes >>> 16 : 0;
}

function typeOf(entry: Entry, name: string): ArchiveEntry['type'] {
  const isFolder = name.endsWith('/');
  switch (unixMode(entry) & 0o170000) {
    case 0:
    case 0o100000:
      return isFolder ? 'folder' : 'file';
    case 0o040000:
      return 'folder';
    case 0o120000:
      return isFolder ? 'other' : 'symlink';
    default:
      return 'other';
  }
}

function linkTarget({ entry, name, body }: ZipMember): string {
  if (entry.uncompressedSize > LONGEST_LINK)
    throw new BrokenArchive(`it links to more than ${LONGEST_LINK} bytes`, name);
  return Buffer.concat(Array.from(body(), part => Buffer.from(part))).toString('utf8');
}
