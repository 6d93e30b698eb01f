// What decoding gives.

/** The room for bytes is full; more input is needed; the last block has ended. */
export const FULL: i32 = 0;
export const HUNGRY: i32 = 1;
export const ENDED: i32 = 2;
export const GOING_ON: i32 = 3;
/** Or else what is wrong. */
export const SHORT: i32 = -1;
export const BLOCK_TYPE: i32 = -2;
export const STORED_LENGTH: i32 = -3;
export const TABLE_SIZES: i32 = -4;
export const CODE_LENGTHS: i32 = -5;
export const NO_END: i32 = -6;
export const NO_CODE: i32 = -7;
export const TOO_FAR: i32 = -8;
