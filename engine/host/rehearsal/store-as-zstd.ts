const MAGIC = 0xfd2fb528;
const LARGEST_BLOCK = 128 * 1024;

/**
 * A zstd frame of raw blocks: valid to every decoder, and not compressed at all. Node 20 has no encoder, and the
 * stand-ins are small.
 */
export function storeAsZstd(content: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(MAGIC, 0);
  // one segment, so no window descriptor; the content's size in four bytes
  head.writeUInt8(0b1010_0000, 4);
  head.writeUInt32LE(content.length, 5);
  const parts: Uint8Array[] = [head];
  let offset = 0;
  do {
    const block = content.subarray(offset, offset + LARGEST_BLOCK);
    offset += block.length;
    const last = offset >= content.length ? 1 : 0;
    const blockHeader = Buffer.alloc(3);
    blockHeader.writeUIntLE((block.length << 3) | last, 0, 3);
    parts.push(blockHeader, block);
  } while (offset < content.length);
  return Buffer.concat(parts);
}
