import { masked } from '../base/redacted.js';
import type { Span } from '../base/span.js';
import { printable, type PrintableOptions } from './printable.js';

/** A line of a file, cut to what a terminal shows, with carets under a span. */
export interface Excerpt {
  readonly line: string;
  readonly carets: string;
}

const MAX_LINE = 120;
const MAX_BEFORE = 60;
const MAX_MARKED = 60;
const MAX_AFTER = 40;

/** The first line of the span with carets under it, or undefined when there is nothing on that line. */
export function excerpt(raw: string, { start, end }: Span, options: PrintableOptions): Excerpt | undefined {
  // Places are counted without a byte order mark.
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const lineStart = start.offset - (start.column - 1);
  const found = text.indexOf('\n', start.offset);
  const line = masked(text.slice(lineStart, found === -1 ? text.length : found).replace(/\r$/, ''));
  if (line.trim() === '') return undefined;
  const from = Math.min(start.column - 1, line.length);
  const to = end.line === start.line ? Math.min(end.column - 1, line.length) : line.length;
  const show = (piece: string) => printable(piece.replaceAll('\t', '    '), options);
  const whole = line.length <= MAX_LINE;
  // A line may be as long as its file: what will not be shown is cut off before anything is done with it.
  const before = whole ? show(line.slice(0, from)) : cutFront(show(line.slice(Math.max(0, from - MAX_LINE * 2), from)));
  const marked = whole
    ? show(line.slice(from, to))
    : cutBack(show(line.slice(from, Math.min(to, from + MAX_LINE * 2))), MAX_MARKED);
  const after = whole ? show(line.slice(to)) : cutBack(show(line.slice(to, to + MAX_LINE * 2)), MAX_AFTER);
  return {
    line: `${before}${marked}${after}`,
    carets: `${' '.repeat(widthOf(before))}${'^'.repeat(Math.max(1, widthOf(marked.trimEnd())))}`,
  };
}

function cutFront(text: string): string {
  const characters = [...text];
  return characters.length > MAX_BEFORE ? `...${characters.slice(3 - MAX_BEFORE).join('')}` : text;
}

function cutBack(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 3).join('')}...` : text;
}

const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u;

/** How many cells of a terminal a text takes. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1;
  return width;
}
