import assert from 'node:assert/strict';

// Frames of zstd written byte by byte, such as no program makes.

export const MAGIC = 0xfd2fb528;
export const LAST = 1;
/** The modes of a block's three tables: one code, for all of its sequences. */
export const SAME = 0b0101_0100;

export interface FrameParts {
  readonly blocks: readonly Buffer[];
  /** Says nothing of its length, but of its window: else it says what its window is by its length. */
  readonly isOpen?: boolean;
  readonly window?: number;
  readonly length?: number;
}

/** A frame without a checksum; the last of its blocks becomes the last. */
export function frameOf({ blocks, isOpen = false, window = 0, length }: FrameParts): Buffer {
  const all = blocks.map(each => Buffer.from(each));
  const end = all.at(-1) ?? assert.fail();
  end.writeUInt8(end.readUInt8(0) | LAST, 0);
  const told = length ?? blocks.reduce((sum, each) => sum + (each.readUIntLE(0, 3) >>> 3), 0);
  return Buffer.concat([u32(MAGIC), Buffer.from(isOpen ? [0, window] : [0x20, told]), ...all]);
}

export function raw(content: string, last = 0): Buffer {
  const bytes = Buffer.from(content, 'latin1');
  return block(last & 1, bytes, bytes.length, 0);
}

export const rle = (byte: string, length: number) => block(0, Buffer.from(byte), length, 1);
export const compressed = (bytes: readonly number[]) => block(0, Buffer.from(bytes), bytes.length, 2);

export function block(last: number, content: Buffer, size: number, type = 3): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | last, 0, 3);
  return Buffer.concat([header, content]);
}

export function u32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}
