/** A point in a text. `line` and `column` count from 1, columns in UTF-16 code units; `offset` counts from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A stretch of one file: `end` is the first position after it. */
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** A value together with the place where its author wrote it. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}
