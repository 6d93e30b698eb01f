// What decoding gives in place of the bit behind the block.

/** Its bits end before it does. */
export const SHORT: i32 = -1;
/** Or else it is not well formed. */
export const OBSOLETE: i32 = -2;
export const ORIGIN: i32 = -3;
export const NO_SYMBOL: i32 = -4;
export const TABLE_COUNT: i32 = -5;
export const NO_SELECTOR: i32 = -6;
export const SELECTOR: i32 = -7;
export const CODE_LENGTH: i32 = -8;
export const FEW_SELECTORS: i32 = -9;
export const RUN: i32 = -10;
export const TOO_LONG: i32 = -11;
export const CODE: i32 = -12;
