import { BrokenArchive } from '../broken-archive.js';

export const TAR_BLOCK = 512;

/** What one header block of a tar says. */
export interface TarHeader {
  /** The letter that tells what it is; '0' for plain files of every age. */
  readonly type: string;
  /** Cut off after 100 bytes where another header before it tells the whole. */
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  /** Seconds; undefined where none can be read. */
  readonly modified: number | undefined;
  readonly target: string;
}

/** Decodes a header block; undefined where its checksum is not right, as that of anything else. Throws where a number in it is none. */
export function tarHeader(block: Buffer): TarHeader | undefined {
  if (numberAt(block, 148, 8) !== checksumOf(block)) return undefined;
  const size = numberAt(block, 124, 12);
  const name = nameOf(block);
  if (size === undefined || size < 0) throw new BrokenArchive('it is damaged: a size', name);
  return {
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    name,
    size,
    mode: numberAt(block, 100, 8) ?? 0,
    modified: numberAt(block, 136, 12),
    target: textAt(block, 157, 100),
  };
}

/** The sum of all bytes, as if the sum itself were spaces. */
function checksumOf(block: Buffer): number {
  return 8 * 0x20 + sumOf(block, 0, 148) + sumOf(block, 156, TAR_BLOCK);
}

/** Four at a time, since of small files the headers take as long as the bytes; both ends are multiples of it. */
function sumOf(block: Buffer, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 4) sum += (block[at]! + block[at + 1]! + block[at + 2]! + block[at + 3]!) | 0;
  return sum;
}

const USTAR = Buffer.from('ustar\0', 'latin1');

function nameOf(block: Buffer): string {
  const name = textAt(block, 0, 100);
  // of the formats that write `ustar`, only the standard one has a prefix; where some put times behind a shorter one, that ends in a zero
  if (block[345] === 0 || block.compare(USTAR, 0, 6, 257, 263) !== 0) return name;
  return `${textAt(block, 345, 155)}/${name}`;
}

function textAt(block: Buffer, at: number, length: number): string {
  if (block[at] === 0) return '';
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end === -1 || end > at + length ? at + length : end);
}

/** Octal digits, or bytes behind a first one with its highest bit set; undefined where it is neither. */
function numberAt(block: Buffer, at: number, length: number): number | undefined {
  if ((block[at]! & 0x80) !== 0) return binaryAt(block, at, length);
  const end = at + length;
  let [next, value] = [at, 0];
  while (next < end && block[next] === 0x20) next++;
  const first = next;
  for (; next < end && block[next]! >= 0x30 && block[next]! <= 0x37; next++) value = value * 8 + block[next]! - 0x30;
  const isEnded = next === end || block[next] === 0 || block[next] === 0x20;
  return next > first && isEnded ? value : undefined;
}

function binaryAt(block: Buffer, at: number, length: number): number | undefined {
  let value = block[at]! === 0xff ? -1 : block[at]! & 0x7f;
  for (let next = at + 1; next < at + length; next++) value = value * 256 + block[next]!;
  return Number.isSafeInteger(value) ? value : undefined;
}
