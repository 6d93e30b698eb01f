import { BlockDecoder } from '../../engine/host/archives/bzip2/bunzip2-block.js';
import { decodedOrReason } from './decoded-or-reason.js';

// Streams written bit by bit, such as no program makes; bits are a text of zeros and ones.

export type Bits = readonly [count: number, value: number];

export function bitsOf(fields: readonly Bits[]): string {
  return fields.map(([count, value]) => value.toString(2).padStart(count, '0')).join('');
}

export function bitsIn(bytes: Uint8Array): string {
  return bitsOf(Array.from(bytes, byte => [8, byte] as const));
}

/** The last byte is filled up with zeros. */
export function bytesOf(bits: string): Buffer {
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map(byte => parseInt(byte, 2)));
}

/** A block from behind its checksum on, and the checksum. */
export interface SummedBlock {
  readonly bits: string;
  readonly crc: number;
}

export function streamOf(blocks: readonly SummedBlock[], level = '9'): Buffer {
  const combined = blocks.reduce((sum, { crc }) => (((sum << 1) | (sum >>> 31)) ^ crc) >>> 0, 0);
  const marked = (mark: number, crc: number) =>
    bitsOf([
      [48, mark],
      [32, crc],
    ]);
  const all = blocks.map(({ bits, crc }) => marked(0x314159265359, crc) + bits);
  return bytesOf(bitsIn(Buffer.from(`BZh${level}`)) + all.join('') + marked(0x177245385090, combined));
}

/** A stream of this block alone with its checksums; undefined where it is not well formed. */
export function madeRight(bits: string, level = '9'): Buffer | undefined {
  const block = summed(bits);
  return block && streamOf([block], level);
}

/** A block, without what stands behind its end, and its checksum; undefined where it is not well formed. */
export function summed(bits: string): SummedBlock | undefined {
  const decoder = new BlockDecoder();
  const block = decodedOrReason(() => {
    const end = decoder.begin({ bytes: bytesOf(bits), from: 0, to: bits.length });
    if (end === undefined) return undefined;
    while (!decoder.done) decoder.next();
    return { bits: bits.slice(0, end), crc: decoder.crc };
  });
  return typeof block === 'string' ? undefined : block;
}
