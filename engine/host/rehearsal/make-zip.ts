import { crc32, deflateRawSync } from 'node:zlib';
import { bytesOf, type ArchiveMember } from './archive-member.js';

// 1 January 1980, the first day a zip can name: the same members give the same bytes, and so the same hash.
const DATE = 0x0021;
const STORED = 0;
const DEFLATED = 8;
const UNIX = 3 << 8;
const UTF8_NAMES = 0x0800;

/** A zip archive in memory. `stored` leaves the members as they are, as a `.conda` has them. */
export function makeZip(members: readonly ArchiveMember[], options: { readonly stored?: boolean } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const entry = entryOf(member, options.stored === true ? STORED : DEFLATED);
    const local = Buffer.concat([localHeader(entry), entry.name, entry.packed]);
    directory.push(Buffer.concat([directoryHeader(entry, offset), entry.name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...locals, central, endRecord(members.length, central.length, offset)]);
}

interface ZipEntry {
  readonly name: Buffer;
  readonly packed: Uint8Array;
  readonly size: number;
  readonly crc: number;
  readonly method: number;
  readonly mode: number;
}

function entryOf(member: ArchiveMember, method: number): ZipEntry {
  const content = bytesOf(member);
  return {
    name: Buffer.from(member.name, 'utf8'),
    packed: method === STORED ? content : deflateRawSync(content),
    size: content.length,
    crc: crc32(content),
    method,
    mode: member.executable === true ? 0o100755 : 0o100644,
  };
}

/** What a local header and its copy in the directory share: version needed, flags, method, date, sums, name's length. */
function commonFields(entry: ZipEntry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(entry.method, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(entry.crc, 10);
  fields.writeUInt32LE(entry.packed.length, 14);
  fields.writeUInt32LE(entry.size, 18);
  fields.writeUInt16LE(entry.name.length, 22);
  return fields;
}

function localHeader(entry: ZipEntry): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), commonFields(entry)]);
}

function directoryHeader(entry: ZipEntry, offset: number): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(UNIX | 20, 0);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((entry.mode << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, commonFields(entry), rest]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 0, 'latin1');
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
