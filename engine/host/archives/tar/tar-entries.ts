import type { ArchiveEntry } from '../archive-entry.js';
import { BrokenArchive } from '../broken-archive.js';
import { ByteReader } from '../byte-reader.js';
import { safePath } from '../member-name.js';
import { paxRecords } from './pax-records.js';
import { TAR_BLOCK, tarHeader, type TarHeader } from './tar-header.js';

const END = Buffer.alloc(TAR_BLOCK);
const SPARSE = 'a sparse file, which is not supported';
const LARGEST_META = 1024 * 1024;

/** What headers before a member say of it. */
interface Told {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly modified?: number;
}

const NOTHING_TOLD: Told = {};

/** The members of a tar, one at a time. None is skipped because its kind is not known: one that is skipped is one that nobody has checked. */
export function* tarEntries(bytes: Iterable<Buffer>): Generator<ArchiveEntry> {
  const reader = new ByteReader(bytes);
  let everyone = NOTHING_TOLD;
  let next = NOTHING_TOLD;
  let members = 0;
  try {
    for (;;) {
      const block = reader.exactly(TAR_BLOCK);
      if (block === undefined && members === 0) throw new BrokenArchive('it is empty');
      // a tar that was cut off between two members looks just so
      if (block === undefined) throw new BrokenArchive('it ends in the middle');
      if (block[0] === 0 && block.equals(END)) break;
      const header = tarHeader(block);
      if (header === undefined)
        throw new BrokenArchive(members === 0 ? 'it is no tar archive' : 'it is damaged: a tar header');
      members++;
      if (META.has(header.type)) {
        const body = metaBody(reader, header.size);
        if (header.type === 'g') everyone = { ...everyone, ...fromPax(body) };
        else next = { ...next, ...fromMeta(header.type, body) };
        continue;
      }
      const told = next === NOTHING_TOLD && everyone === NOTHING_TOLD ? NOTHING_TOLD : { ...everyone, ...next };
      next = NOTHING_TOLD;
      const rest = { left: 0 };
      yield entryOf(header, { told, reader, rest });
      reader.skip(rest.left);
    }
    if (Object.keys(next).length > 0) throw new BrokenArchive('it ends in the middle');
    // to the very end, so that the checksums behind the last member are looked at
    while (reader.upTo(Infinity) !== undefined);
  } finally {
    reader.close();
  }
}

/** Headers that tell of the next member, or of all that follow. */
const META = new Set(['x', 'X', 'g', 'L', 'N', 'K']);

const TYPES: Readonly<Record<string, ArchiveEntry['type']>> = {
  '0': 'file',
  '7': 'file',
  '5': 'folder',
  '2': 'symlink',
  '1': 'hardlink',
};

function metaBody(reader: ByteReader, size: number): Buffer {
  if (size > LARGEST_META) throw new BrokenArchive(`a header of more than ${LARGEST_META} bytes`);
  const padded = reader.exactly(size + paddingOf(size));
  if (padded === undefined) throw new BrokenArchive('it ends in the middle');
  return padded.subarray(0, size);
}

function fromMeta(type: string, body: Buffer): Told {
  const text = body.toString('utf8').replace(/\0.*$/s, '');
  if (type === 'K') return { linkpath: text };
  return type === 'L' || type === 'N' ? { path: text } : fromPax(body);
}

function fromPax(body: Buffer): Told {
  const records = paxRecords(body);
  if ([...records.keys()].some(key => key.startsWith('GNU.sparse.')))
    throw new BrokenArchive(SPARSE, records.get('GNU.sparse.name'));
  const [path, linkpath, size, modified] = ['path', 'linkpath', 'size', 'mtime'].map(key => records.get(key));
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw new BrokenArchive('it is damaged: a size', path);
  return {
    ...(path !== undefined && { path }),
    ...(linkpath !== undefined && { linkpath }),
    ...(size !== undefined && { size: Number(size) }),
    ...(modified !== undefined && TIME.test(modified) && { modified: Number(modified) }),
  };
}

/** What else stands there is ignored, as by other readers: the header's own time holds. */
const TIME = /^-?\d+(\.\d*)?$/;

interface At {
  readonly told: Told;
  readonly reader: ByteReader;
  /** Bytes up to the next header. */
  readonly rest: { left: number };
}

function entryOf(header: TarHeader, { told, reader, rest }: At): ArchiveEntry {
  const name = told.path ?? header.name;
  const target = told.linkpath ?? header.target;
  const modified = told.modified ?? header.modified;
  const size = told.size ?? header.size;
  // before there was a letter for folders, a slash told them
  const isFolder = header.type === '0' && name.endsWith('/');
  const type = isFolder ? 'folder' : (TYPES[header.type] ?? 'other');
  if (header.type === 'S' && safePath(name).ok) throw new BrokenArchive(SPARSE, name);
  // programs disagree on whether such bytes are a body or the next header; a name that is refused is the better reason
  if (type !== 'file' && size > 0 && safePath(name).ok)
    throw new BrokenArchive('it is no file, and yet has a size', name);
  rest.left = size + paddingOf(size);
  return {
    name,
    type,
    size,
    executable: (header.mode & 0o100) !== 0,
    target: target === '' ? undefined : target,
    modified,
    body: () => bodyOf(reader, size, rest),
  };
}

function* bodyOf(reader: ByteReader, length: number, rest: { left: number }): Generator<Buffer> {
  for (let left = length; left > 0;) {
    const piece = reader.upTo(left);
    if (piece === undefined) throw new BrokenArchive('it ends in the middle');
    left -= piece.length;
    rest.left -= piece.length;
    yield piece;
  }
}

function paddingOf(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}
