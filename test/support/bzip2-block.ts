import { bitsOf, type Bits } from './bzip2-bits.js';

/** A block of two byte values, whose codes have two bits each, unless it says otherwise. */
export interface Block {
  readonly isOld: 0 | 1;
  readonly origin: number;
  readonly values: readonly Bits[];
  readonly tables: number;
  readonly selectors: readonly Bits[];
  /** The same for each table. */
  readonly lengths: readonly Bits[];
  readonly codes: readonly Bits[];
}

export const RUN_1: Bits = [2, 0];
const RUN_2: Bits = [2, 1];
export const BYTE: Bits = [2, 2];
export const END: Bits = [2, 3];

/** Lengths that are all the same. */
export function sameLengths(length: number): readonly Bits[] {
  return [[5, length], ...Array.from({ length: 4 }, () => [1, 0] as const)];
}

/** Times that a byte is told again: digits of 1 and 2. */
export function runCodes(length: number): readonly Bits[] {
  const digits: Bits[] = [];
  for (let left = length; left > 0; left = Math.floor((left - 1) / 2)) digits.push(left % 2 === 1 ? RUN_1 : RUN_2);
  return digits;
}

/** From behind the checksum on, as zeros and ones. */
export function blockOf(told: Partial<Block>): string {
  const { isOld = 0, origin = 0, tables = 2, lengths = sameLengths(2), codes = [BYTE, BYTE, BYTE, END] } = told;
  const {
    values = [
      [16, 0x8000],
      [16, 0x6000],
    ],
    selectors = Array.from({ length: Math.ceil(codes.length / 50) }, () => [1, 0] as const),
  } = told;
  const each = Array.from({ length: tables }, () => lengths).flat();
  const head: readonly Bits[] = [[1, isOld], [24, origin], ...values, [3, tables], [15, selectors.length]];
  return bitsOf([...head, ...selectors, ...each, ...codes]);
}
