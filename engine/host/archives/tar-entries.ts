import type { Header } from 'tar';
import type { ArchiveEntry } from './archive-entry.js';
import { BrokenArchive } from './broken-archive.js';
import { ByteReader } from './byte-reader.js';
import { paxRecords } from './pax-records.js';

const BLOCK = 512;
const END = Buffer.alloc(BLOCK);
const LARGEST_META = 1024 * 1024;

/** What headers before a member say of it. */
interface Told {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly modified?: Date;
}

/**
 * The members of a tar, one at a time. The library decodes the header blocks; walking from one to the next is done here,
 * since its own parser skips what it does not know, and a member that is skipped silently is one that nobody has checked.
 */
export async function* tarEntries(bytes: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  const { Header } = await import('tar');
  const reader = new ByteReader(bytes);
  let everyone: Told = {};
  let next: Told = {};
  let members = 0;
  try {
    for (;;) {
      const block = await reader.exactly(BLOCK);
      if (block === undefined && members === 0) throw new BrokenArchive('it is empty');
      // a tar that was cut off between two members looks just so
      if (block === undefined) throw new BrokenArchive('it ends in the middle');
      if (block.equals(END)) break;
      const header = decoded(Header, block, { ...everyone, ...next });
      const type = checked(header, members);
      members++;
      if (META.has(type)) {
        const body = await metaBody(reader, header.size ?? 0);
        if (type === 'GlobalExtendedHeader') everyone = { ...everyone, ...fromPax(body) };
        else next = { ...next, ...fromMeta(type, body) };
        continue;
      }
      const rest = { left: 0 };
      yield entryOf(header, type, { told: { ...everyone, ...next }, reader, rest });
      next = {};
      await skip(reader, rest.left);
    }
    if (Object.keys(next).length > 0) throw new BrokenArchive('it ends in the middle');
    // to the very end, so that the checksums behind the last member are looked at
    while ((await reader.upTo(Infinity)) !== undefined);
  } finally {
    await reader.close();
  }
}

const META = new Set([
  'ExtendedHeader',
  'OldExtendedHeader',
  'GlobalExtendedHeader',
  'NextFileHasLongPath',
  'OldGnuLongPath',
  'NextFileHasLongLinkpath',
]);

const TYPES: Readonly<Record<string, ArchiveEntry['type']>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  SymbolicLink: 'symlink',
  Link: 'hardlink',
};

/**
 * The library throws on numbers that it cannot read. It takes a file whose name ends in a slash for a folder without a size,
 * so it has to know the whole name: the one in the header is cut off after 100 bytes, and that may be just behind a slash.
 */
function decoded(Decoder: typeof Header, block: Buffer, { path }: Told): Header {
  try {
    return new Decoder(block, 0, path === undefined ? {} : { path });
  } catch {
    throw new BrokenArchive('it is damaged: a tar header');
  }
}

function checked(header: Header, members: number): string {
  if (!header.cksumValid)
    throw new BrokenArchive(members === 0 ? 'it is no tar archive' : 'it is damaged: a tar header');
  if (header.size === undefined || !Number.isSafeInteger(header.size))
    throw new BrokenArchive('it is damaged: a size', header.path);
  return String(header.type);
}

async function metaBody(reader: ByteReader, size: number): Promise<Buffer> {
  if (size > LARGEST_META) throw new BrokenArchive(`a header of more than ${LARGEST_META} bytes`);
  const padded = await reader.exactly(size + paddingOf(size));
  if (padded === undefined && size > 0) throw new BrokenArchive('it ends in the middle');
  return (padded ?? Buffer.alloc(0)).subarray(0, size);
}

function fromMeta(type: string, body: Buffer): Told {
  const text = body.toString('utf8').replace(/\0.*$/s, '');
  if (type === 'NextFileHasLongLinkpath') return { linkpath: text };
  return type.endsWith('LongPath') ? { path: text } : fromPax(body);
}

function fromPax(body: Buffer): Told {
  const records = paxRecords(body);
  if ([...records.keys()].some(key => key.startsWith('GNU.sparse.')))
    throw new BrokenArchive('a sparse file, which is not supported', records.get('GNU.sparse.name'));
  const [path, linkpath, size, modified] = ['path', 'linkpath', 'size', 'mtime'].map(key => records.get(key));
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw new BrokenArchive('it is damaged: a size', path);
  return {
    ...(path !== undefined && { path }),
    ...(linkpath !== undefined && { linkpath }),
    ...(size !== undefined && { size: Number(size) }),
    ...(modified !== undefined && { modified: new Date(Number(modified) * 1000) }),
  };
}

interface At {
  readonly told: Told;
  readonly reader: ByteReader;
  /** Bytes up to the next header. */
  readonly rest: { left: number };
}

function entryOf(header: Header, headerType: string, { told, reader, rest }: At): ArchiveEntry {
  const name = told.path ?? header.path ?? '';
  const target = told.linkpath ?? header.linkpath;
  const modified = told.modified ?? header.mtime;
  const type = TYPES[headerType] ?? 'other';
  const size = told.size ?? header.size ?? 0;
  // programs disagree on whether such bytes are a body or the next header
  if (type !== 'file' && size > 0) throw new BrokenArchive('it is no file, and yet has a size', name);
  rest.left = size + paddingOf(size);
  return {
    name,
    type,
    size,
    executable: ((header.mode ?? 0) & 0o100) !== 0,
    ...(target !== undefined && target !== '' && { target }),
    ...(modified !== undefined && !Number.isNaN(modified.getTime()) && { modified }),
    body: () => bodyOf(reader, size, rest),
  };
}

async function* bodyOf(reader: ByteReader, length: number, rest: { left: number }): AsyncGenerator<Buffer> {
  for (let left = length; left > 0;) {
    const piece = await reader.upTo(left);
    if (piece === undefined) throw new BrokenArchive('it ends in the middle');
    left -= piece.length;
    rest.left -= piece.length;
    yield piece;
  }
}

async function skip(reader: ByteReader, length: number): Promise<void> {
  for (let left = length; left > 0;) {
    const piece = await reader.upTo(left);
    if (piece === undefined) throw new BrokenArchive('it ends in the middle');
    left -= piece.length;
  }
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
