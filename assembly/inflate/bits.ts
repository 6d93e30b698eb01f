import { INPUT } from './layout';

/** The input, and where it is read. */
export class Input {
  /** Bits that were taken and not yet used: fewer than eight between two calls. */
  static held: u64 = 0;
  static heldCount: u64 = 0;
  static next: usize = INPUT;
  static end: usize = INPUT;
}

/** At most 16 bits. */
@inline
export function bits(count: u32): u32 {
  hold(count);
  const value = <u32>Input.held & ((1 << count) - 1);
  Input.held >>= count;
  Input.heldCount -= count;
  return value;
}

/** Takes from the input until there are so many bits. */
@inline
export function hold(count: u32): void {
  while (Input.heldCount < count) {
    Input.held |= <u64>load<u8>(Input.next++) << Input.heldCount;
    Input.heldCount += 8;
  }
}
