import { BrokenArchive } from '../broken-archive.js';

/** What a frame says of itself (RFC 8878, 3.1.1.1). */
export interface FrameHeader {
  /** How far back a match may reach. */
  readonly window: number;
  /** Bytes that it decodes to; infinite where it does not say. */
  readonly contentSize: number;
  readonly hasChecksum: boolean;
}

/** The longest, but the magic number. */
export const LONGEST_HEADER = 14;

const LARGEST_WINDOW = 128 * 2 ** 20;

/** Reads what stands behind the magic number; `bytes(n)` takes the next ones. */
export function readFrameHeader(bytes: (count: number) => Buffer): FrameHeader {
  const descriptor = bytes(1).readUInt8();
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x08) !== 0)
    throw new BrokenArchive('it is damaged: a zstd frame says of itself what no frame can');
  const told = isSingleSegment ? undefined : windowOf(bytes(1).readUInt8());
  const dictionary = numberFrom(bytes(DICTIONARY_BYTES[descriptor & 3] ?? 0));
  if (dictionary !== 0) throw new BrokenArchive('it is compressed by a dictionary, which is not supported');
  const contentSize = contentSizeFrom(bytes, descriptor);
  const window = told ?? contentSize;
  if (window > LARGEST_WINDOW) throw new BrokenArchive('it needs more memory than is allowed for a zstd archive');
  return { window, contentSize, hasChecksum: (descriptor & 0x04) !== 0 };
}

const DICTIONARY_BYTES = [0, 1, 2, 4];

/** A power of two, and eighths of it. */
function windowOf(byte: number): number {
  return 2 ** (10 + (byte >>> 3)) * (1 + (byte & 7) / 8);
}

function contentSizeFrom(bytes: (count: number) => Buffer, descriptor: number): number {
  const size = descriptor >>> 6;
  if (size > 0) return numberFrom(bytes(2 ** size)) + (size === 1 ? 256 : 0);
  return (descriptor & 0x20) === 0 ? Infinity : bytes(1).readUInt8();
}

/** The lowest byte comes first. What is larger than a number can say exactly is larger than any content. */
function numberFrom(bytes: Buffer): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}
