import { CRC } from './layout';

/** bzip2's CRC-32 goes from the most significant bit on, unlike zip's; eight bytes at once. */
export function summed(start: u32, from: usize, to: usize): u32 {
  let sum = start;
  let p = from;
  for (; p + 8 <= to; p += 8) {
    const a = sum ^ bswap(load<u32>(p));
    const b = load<u32>(p + 4);
    sum =
      load<u32>(CRC + 0x1c00 + ((a >>> 24) << 2)) ^
      load<u32>(CRC + 0x1800 + (((a >>> 16) & 0xff) << 2)) ^
      load<u32>(CRC + 0x1400 + (((a >>> 8) & 0xff) << 2)) ^
      load<u32>(CRC + 0x1000 + ((a & 0xff) << 2)) ^
      load<u32>(CRC + 0xc00 + ((b & 0xff) << 2)) ^
      load<u32>(CRC + 0x800 + (((b >>> 8) & 0xff) << 2)) ^
      load<u32>(CRC + 0x400 + (((b >>> 16) & 0xff) << 2)) ^
      load<u32>(CRC + ((b >>> 24) << 2));
  }
  for (; p < to; p++) sum = (sum << 8) ^ load<u32>(CRC + (((sum >>> 24) ^ load<u8>(p)) << 2));
  return sum;
}

/** Makes the tables of it, once. */
export function makeChecksumTables(): void {
  for (let value: u32 = 0; value < 256; value++) {
    let sum = value << 24;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 31) == 1 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
    store<u32>(CRC + (value << 2), sum);
  }
  for (let value: u32 = 0; value < 0x700; value++) {
    const sum = load<u32>(CRC + (value << 2));
    store<u32>(CRC + 0x400 + (value << 2), (sum << 8) ^ load<u32>(CRC + ((sum >>> 24) << 2)));
  }
}
