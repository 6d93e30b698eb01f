import { INPUT } from './layout';

/** Which bit of the input is read next, and the one that may not be read. */
export class Input {
  static at: u32 = 0;
  static end: u32 = 0;
}

@inline
export function left(): u32 {
  return Input.at < Input.end ? Input.end - Input.at : 0;
}

/** At most 24 bits, which are there. */
@inline
export function bits(n: u32): u32 {
  const value = (bswap(load<u32>(INPUT + (Input.at >> 3))) << (Input.at & 7)) >>> (32 - n);
  Input.at += n;
  return value;
}
