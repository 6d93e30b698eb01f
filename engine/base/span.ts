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

/** The part of `span` (which lies on one line) from `offset` for `length` characters, clamped to the span. */
export function within(span: Span, offset: number, length: number): Span {
  if (span.start.line !== span.end.line) return span;
  const size = span.end.offset - span.start.offset;
  const from = Math.min(Math.max(offset, 0), size);
  const to = Math.min(from + Math.max(length, 1), size);
  const at = (delta: number): Position => ({
    line: span.start.line,
    column: span.start.column + delta,
    offset: span.start.offset + delta,
  });
  return { file: span.file, start: at(from), end: at(to) };
}
