/** How long is waited for what. */
export interface TimeLimits {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** From the request until its headers are there. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly stallMs: number;
  /** Who sends less than a byte a millisecond for so long is given up. */
  readonly crawlMs: number;
}
