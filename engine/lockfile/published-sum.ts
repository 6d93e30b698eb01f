/** What a publisher says of one file. */
export interface PublishedSum {
  readonly sha256: string;
  /** Bytes, where the list says so. */
  readonly size?: number;
  /** What of the list says it: where two files come by the same, it is of neither. */
  readonly by: string;
  /** The address that it is said of. */
  readonly of: string;
}

export interface PublishedSums {
  /** What is said of the first of these addresses that the list knows. */
  sumOf(urls: readonly string[]): PublishedSum | undefined;
  /** What the list has, for a message. */
  readonly has: string;
}
