import { textWidth } from './text-width.js';

/** Lines that a terminal of so many columns need not wrap in the middle of a word. What is longer than a line stays whole. */
export function wrapWords(text: string, columns: number): string {
  return text
    .split('\n')
    .map(line => (textWidth(line) <= columns || EVIDENCE.test(line) ? line : wrapLine(line, columns)))
    .join('\n');
}

/** Lines of files and the words of tools stand as they are, and so do the carets under them. */
const EVIDENCE = /^\s*\d*\s*\|/;

function wrapLine(line: string, columns: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const further = `${indent}  `;
  let wrapped = indent;
  let column = indent.length;
  for (const [index, word] of line.slice(indent.length).split(' ').entries()) {
    const width = textWidth(word);
    if (index === 0) {
      wrapped += word;
      column += width;
    } else if (column + 1 + width <= columns || further.length + width > columns) {
      wrapped += ` ${word}`;
      column += 1 + width;
      if (column > columns) column %= columns;
    } else {
      wrapped += `\n${further}${word}`;
      column = further.length + width;
    }
  }
  return wrapped;
}
