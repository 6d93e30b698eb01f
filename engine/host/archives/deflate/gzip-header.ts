import { crc32 } from 'node:zlib';
import { BrokenArchive } from '../broken-archive.js';

const MAGIC = [0x1f, 0x8b];
const DEFLATE = 8;
const HAS_SUM = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;
const UNKNOWN = 0xe0;
/** Names and comments that are longer are none. */
const LONGEST_TEXT = 64 * 1024;

/** Reads the header of a gzip member, of which the first byte has been read; nothing of what it tells is needed. Throws where it is none. */
export function readGzipHeader(first: number | undefined, byte: () => number | undefined): void {
  const header = new Header(first, byte);
  const magic = [header.next(), header.next()];
  if (magic[0] !== MAGIC[0] || magic[1] !== MAGIC[1]) throw notWellFormed('no gzip stream begins where one should');
  if (header.next() !== DEFLATE) throw notWellFormed('a gzip header names an unknown compression');
  const flags = header.next();
  if ((flags & UNKNOWN) !== 0) throw notWellFormed('a gzip header has unknown flags');
  // when it was made, how hard it was tried, and on what system
  header.skip(6);
  if ((flags & HAS_EXTRA) !== 0) header.skip(header.next() + header.next() * 256);
  if ((flags & HAS_NAME) !== 0) header.skipText();
  if ((flags & HAS_COMMENT) !== 0) header.skipText();
  if ((flags & HAS_SUM) === 0) return;
  const sum = header.sum % 2 ** 16;
  if (header.next() + header.next() * 256 !== sum) throw notWellFormed('the checksum of a gzip header is wrong');
}

/** The bytes of a header while they are read. */
class Header {
  sum = 0;
  #first: number | undefined;

  constructor(
    first: number | undefined,
    private readonly byte: () => number | undefined,
  ) {
    this.#first = first;
  }

  next(): number {
    const byte = this.#first ?? this.byte();
    this.#first = undefined;
    if (byte === undefined) throw new BrokenArchive('it ends in the middle');
    this.sum = crc32(Buffer.of(byte), this.sum);
    return byte;
  }

  skip(bytes: number): void {
    for (let left = bytes; left > 0; left--) this.next();
  }

  /** Up to the zero that ends it. */
  skipText(): void {
    for (let length = 0; this.next() !== 0; length++)
      if (length > LONGEST_TEXT) throw notWellFormed('a name in a gzip header has no end');
  }
}

function notWellFormed(trouble: string): BrokenArchive {
  return new BrokenArchive(`it is damaged: ${trouble}`);
}
