import type { Position, Span } from '../base/span.js';

/** A text under its file's name, which can tell the place of any of its offsets. */
export interface Source {
  readonly file: string;
  /** Without a leading byte order mark. */
  readonly text: string;
  span(start: number, end: number): Span;
}

/** Splits nothing and copies nothing: only the starts of lines are kept. */
export function openSource(file: string, raw: string): Source {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const lineStarts = startsOfLines(text);
  const at = (offset: number): Position => {
    const index = lineOf(lineStarts, offset);
    return { line: index + 1, column: offset - (lineStarts[index] ?? 0) + 1, offset };
  };
  return {
    file,
    text,
    span(start, end) {
      const from = Math.min(Math.max(start, 0), text.length);
      const to = Math.min(Math.max(end, from), text.length);
      return { file, start: at(from), end: at(to) };
    },
  };
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
