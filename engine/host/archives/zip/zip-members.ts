import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Entry, LocalFileHeader, ZipFile } from 'yauzl';
import { BrokenArchive } from '../broken-archive.js';
import { Inflater } from '../deflate/inflater.js';
import type { OpenArchive } from '../open-archive.js';
import type { Range } from '../write/file-pieces.js';
import { openZip } from './open-zip.js';
import { layoutTrouble, type Span } from './zip-layout.js';
import { fieldIn, LARGE_SIZES, methodName, nameOf, UTF8_NAME } from './zip-names.js';

/** A member of a zip whose local header, central entry and descriptor have been found to agree. */
export interface ZipMember {
  readonly entry: Entry;
  readonly name: string;
  /** Where its bytes, still compressed, lie in the archive. */
  readonly range: Range;
  /** Its bytes, uncompressed; throws at the end when their checksum is wrong. A piece is valid until the next is asked for. */
  readonly body: () => Iterable<Buffer>;
}

/** The members of a zip in the order of its central directory, which lie one behind the other with nothing between. */
export async function* zipMembers(archive: OpenArchive, mostEntries: number): AsyncGenerator<ZipMember> {
  const { getFileNameLowLevel } = await import('yauzl');
  const zip = await sayBroken(openZip(archive));
  if (zip.entryCount > mostEntries) throw new BrokenArchive(`the archive has more than ${mostEntries} members`);
  const spans: Span[] = [];
  const inflater = new Inflater();
  const directoryStart = cursorOf(zip);
  const entries = zip.eachEntry();
  for (;;) {
    const next = await sayBroken(entries.next());
    if (next.done === true) break;
    const entry = next.value;
    const name = nameOf(entry, ({ generalPurposeBitFlag: flags, fileNameRaw, extraFields }) =>
      getFileNameLowLevel(flags, fileNameRaw, extraFields, true),
    );
    if (entry.isEncrypted()) throw new BrokenArchive('it is encrypted', name);
    const local = await sayBroken(zip.readLocalFileHeaderPromise(entry), name);
    const range = { start: local.fileDataStart, length: entry.compressedSize };
    const difference = localDifference(entry, local);
    const ends = endsOf(entry, range, archive.fd);
    const differs = difference ?? (ends.length === 0 ? 'descriptor' : undefined);
    if (differs !== undefined) throw new BrokenArchive(`its ${differs} is not the same throughout the zip`, name);
    const unknown = unknownTo(entry);
    if (unknown !== undefined) throw new BrokenArchive(`its ${unknown} is not supported`, name);
    spans.push({ start: entry.relativeOffsetOfLocalHeader, ends });
    const member = { entry, name, range };
    yield { ...member, body: () => bodyOf(archive, member, inflater) };
  }
  const { fd, size: fileSize } = archive;
  const directory = { fd, fileSize, start: directoryStart, end: cursorOf(zip), members: zip.entryCount };
  const trouble = layoutTrouble(spans, directory);
  if (trouble !== undefined) throw new BrokenArchive(trouble);
}

/** Where the reader of the directory is; its types call this number a boolean. */
function cursorOf(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

const STORED = 0;
const DEFLATED = 8;
const METHODS: readonly number[] = [STORED, DEFLATED];
const ENCRYPTED = 0x0001;
const HAS_DESCRIPTOR = 0x0008;
const IS_UTF8 = 0x0800;
/** It is told as what changes another file, or parts of its headers are hidden. */
const IS_PATCH = 0x0020;
const IS_MASKED = 0x2000;
/** Of the format, times ten. */
const NEWEST_VERSION = 63;
const DESCRIPTOR = 0x08074b50;
const IN_ZIP64 = 0xffffffff;

/** yauzl's errors are plain ones; the system's go on as they are. */
async function sayBroken<T>(work: Promise<T>, name?: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw brokenBy(error, name);
  }
}

function brokenBy(error: unknown, name?: string): unknown {
  if (!(error instanceof Error) || error instanceof BrokenArchive || 'syscall' in error) return error;
  const isWhole = error.message.includes('not supported');
  return new BrokenArchive(isWhole ? error.message : `it is damaged: ${error.message}`, name);
}

/** What of a member readers of zips cannot be expected to understand. */
function unknownTo(entry: Entry): string | undefined {
  const version = entry.versionNeededToExtract & 0xff;
  if (version > NEWEST_VERSION) return `version of the format (${version / 10})`;
  if ((entry.generalPurposeBitFlag & (IS_PATCH | IS_MASKED)) !== 0) return 'set of flags';
  return METHODS.includes(entry.compressionMethod) ? undefined : `compression (${methodName(entry.compressionMethod)})`;
}

/** What a reader that trusts the local header would take for something else. */
function localDifference(entry: Entry, local: LocalFileHeader): string | undefined {
  if (!local.fileName.equals(entry.fileNameRaw)) return 'name';
  if (!fieldIn(local.extraField, UTF8_NAME).equals(fieldIn(entry.extraFieldRaw, UTF8_NAME))) return 'name';
  if (local.compressionMethod !== entry.compressionMethod) return 'compression';
  const flags = ENCRYPTED | HAS_DESCRIPTOR | IS_UTF8;
  if (((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & flags) !== 0) return 'set of flags';
  const later = (local.generalPurposeBitFlag & HAS_DESCRIPTOR) !== 0;
  const differs = (here: number, there: number) => here !== there && !(later && here === 0);
  if (differs(local.crc32, entry.crc32)) return 'checksum';
  const [uncompressed, compressed] = localSizes(local);
  if (differs(uncompressed, entry.uncompressedSize) || differs(compressed, entry.compressedSize)) return 'size';
  return undefined;
}

/** Sizes of 4 GiB and more stand in an extra field. */
function localSizes(local: LocalFileHeader): readonly [number, number] {
  let { uncompressedSize, compressedSize } = local;
  const field = fieldIn(local.extraField, LARGE_SIZES);
  let at = 0;
  if (uncompressedSize === IN_ZIP64 && field.length >= at + 8) {
    uncompressedSize = Number(field.readBigUInt64LE(at));
    at += 8;
  }
  if (compressedSize === IN_ZIP64 && field.length >= at + 8) compressedSize = Number(field.readBigUInt64LE(at));
  return [uncompressedSize, compressedSize];
}

/** Where a member may end. Behind its bytes: perhaps a signature, then the checksum and both sizes, in 4 or 8 bytes each. */
function endsOf(entry: Entry, { start, length }: Range, fd: number): readonly number[] {
  const end = start + length;
  if ((entry.generalPurposeBitFlag & HAS_DESCRIPTOR) === 0) return [end];
  const there = Buffer.alloc(24);
  readSync(fd, there, 0, 24, end);
  const signed = there.readUInt32LE(0) === DESCRIPTOR ? [4, 0] : [0];
  return signed.flatMap(at =>
    [short(entry), long(entry)]
      .filter(told => told.equals(there.subarray(at, at + told.length)))
      .map(told => end + at + told.length),
  );
}

function short({ crc32: crc, compressedSize, uncompressedSize }: Entry): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(compressedSize % 2 ** 32, 4);
  bytes.writeUInt32LE(uncompressedSize % 2 ** 32, 8);
  return bytes;
}

function long({ crc32: crc, compressedSize, uncompressedSize }: Entry): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeBigUInt64LE(BigInt(compressedSize), 4);
  bytes.writeBigUInt64LE(BigInt(uncompressedSize), 12);
  return bytes;
}

function* bodyOf(archive: OpenArchive, member: Omit<ZipMember, 'body'>, inflater: Inflater): Generator<Buffer> {
  const { entry, name, range } = member;
  const compressed = archive.pieces(range, { isProgress: false });
  let crc = 0;
  let length = 0;
  try {
    for (const piece of entry.compressionMethod === STORED ? compressed : inflated(compressed, inflater)) {
      crc = crc32(piece, crc);
      length += piece.length;
      if (length > entry.uncompressedSize) throw new BrokenArchive('it is damaged: it has more bytes than it says');
      yield piece;
    }
  } catch (error) {
    throw error instanceof BrokenArchive ? new BrokenArchive(error.reason, name) : error;
  }
  if (length < entry.uncompressedSize) throw new BrokenArchive('it is damaged: it has fewer bytes than it says', name);
  if (crc !== entry.crc32) throw new BrokenArchive('it is damaged: its checksum is wrong', name);
}

/** A reader that goes by the end of what is compressed would take bytes behind it for the next member. */
function* inflated(compressed: Iterable<Buffer>, inflater: Inflater): Generator<Buffer> {
  inflater.read(compressed);
  yield* inflater.stream();
  if (inflater.byte() !== undefined) throw new BrokenArchive('it has bytes behind the end of what is compressed');
}
