import type { Located, Position, Span } from '../base/span.js';

/** The place of the reference that begins at `offset` of the value and is `length` long. */
export type Places = (offset: number, length: number) => Span;

/**
 * Places inside a text, which may be quoted, escaped or folded over lines in its file: the n-th `${` of the value is
 * the n-th `${` of what stands there. Where that cannot be (an escaped dollar sign), the whole text is the place.
 */
export function placesIn({ value, span }: Located<string>, source: string | undefined): Places {
  const written = source?.slice(span.start.offset, span.end.offset) ?? '';
  const inValue = new Map(marks(value).map((offset, index) => [offset, index]));
  const inFile = positions(written, span.start);
  if (inFile.length !== inValue.size) return () => span;
  return (offset, length) => {
    const start = inFile[inValue.get(offset) ?? -1];
    return start === undefined ? span : { file: span.file, start, end: endOf(start, length, span.end) };
  };
}

function marks(text: string): readonly number[] {
  return [...text.matchAll(/\$\{/g)].map(match => match.index);
}

/** Where each `${` stands, the lines before it counted once. */
function positions(written: string, start: Position): readonly Position[] {
  const found: Position[] = [];
  let { line, column } = start;
  let from = 0;
  for (const mark of marks(written)) {
    const lines = written.slice(from, mark).split('\n');
    line += lines.length - 1;
    column = (lines.length === 1 ? column : 1) + (lines.at(-1) ?? '').length;
    found.push({ line, column, offset: start.offset + mark });
    from = mark;
  }
  return found;
}

function endOf(start: Position, length: number, last: Position): Position {
  const size = Math.min(Math.max(length, 1), last.offset - start.offset);
  return { line: start.line, column: start.column + size, offset: start.offset + size };
}
