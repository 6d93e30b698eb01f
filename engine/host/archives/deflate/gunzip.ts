import { crc32 } from 'node:zlib';
import { BrokenArchive } from '../broken-archive.js';
import { readGzipHeader } from './gzip-header.js';
import { Inflater } from './inflater.js';

/**
 * Decodes gzip (RFC 1952), members one behind the other included, with their checksums; zeros may lie behind the last.
 * A piece is valid until the next is asked for.
 */
export function* gunzip(pieces: Iterable<Buffer>): Generator<Buffer> {
  const input = new Inflater();
  input.read(pieces);
  try {
    for (let members = 0; ; members++) {
      const first = input.byte();
      if (first === undefined && members > 0) return;
      if (first === 0 && members > 0) return skipZeros(input);
      readGzipHeader(first, () => input.byte());
      yield* checked(input);
    }
  } finally {
    input.close();
  }
}

function skipZeros(input: Inflater): void {
  for (let byte = input.byte(); byte !== undefined; byte = input.byte())
    if (byte !== 0) throw new BrokenArchive('it is damaged: something else lies behind its end');
}

/** The bytes of one member, whose checksum and length stand behind it. */
function* checked(input: Inflater): Generator<Buffer> {
  let sum = 0;
  let length = 0;
  for (const piece of input.stream()) {
    sum = crc32(piece, sum);
    length += piece.length;
    yield piece;
  }
  if (numberFrom(input) !== sum) throw new BrokenArchive('it is damaged: the checksum of a gzip stream is wrong');
  if (numberFrom(input) !== length % 2 ** 32)
    throw new BrokenArchive('it is damaged: the length of a gzip stream is wrong');
}

/** Four bytes, the lowest first. */
function numberFrom(input: Inflater): number {
  let number = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = input.byte();
    if (byte === undefined) throw new BrokenArchive('it ends in the middle');
    number += byte * 2 ** shift;
  }
  return number;
}
