import { RECENT } from './layout';

/** Moves the value at a position to the front of the list; up to fifteen others at once, in one vector. */
@inline
export function toFront(position: u32): u8 {
  const value = load<u8>(RECENT + position);
  for (; position >= 16; position -= 16) v128.store(RECENT + position - 15, v128.load(RECENT + position - 16));
  const list = v128.load(RECENT);
  const moved = i8x16.replace_lane(
    v128.shuffle<i8>(list, list, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
    0,
    value,
  );
  const upTo = i8x16.le_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>position));
  v128.store(RECENT, v128.bitselect(moved, list, upTo));
  return value;
}
