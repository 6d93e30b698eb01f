import { textWidth } from './text-width.js';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** A part of a terminal, below what was written before, that is drawn again and again. */
export interface LiveScreen {
  readonly draw: (lines: readonly string[]) => void;
  /** Writes text that stays, above what is drawn. */
  readonly above: (text: string) => void;
  /** Draws for the last time, and gives the cursor back. */
  readonly end: (lines: readonly string[]) => void;
}

const ESC = '\u001b[';
const [HIDE, SHOW, ERASE_LINE, ERASE_BELOW] = [`${ESC}?25l`, `${ESC}?25h`, `${ESC}K`, `${ESC}J`];

/** Each line is written over the one before, so that nothing flickers; all of it at once. */
export function liveScreen(write: (text: string) => void, size: () => ScreenSize): LiveScreen {
  let drawn: readonly string[] = [];
  let drawnColumns = size().columns;
  const isSameSize = () => size().columns === drawnColumns;
  // A terminal that became narrower has wrapped what was drawn: that goes first. Else nothing is erased ahead,
  // since some terminals keep a copy of a screen that is erased from its top.
  const top = () => (drawn.length === 0 ? '' : `\r${up(heightOf(drawn, size()))}${isSameSize() ? '' : ERASE_BELOW}`);
  const over = (lines: readonly string[]) => lines.map(line => `${line}${ERASE_LINE}\n`).join('');
  const draw = (lines: readonly string[]) => {
    const same = (line: string, index: number) => isSameSize() && line === drawn[index];
    if (lines.length === drawn.length && lines.every(same)) return;
    const written = lines.map((line, index) => (same(line, index) ? '\n' : over([line])));
    write(`${HIDE}${top()}${written.join('')}${ERASE_BELOW}`);
    drawn = lines;
    drawnColumns = size().columns;
  };
  return {
    draw,
    above: text => {
      const below = drawn;
      write(`${top()}${over(text.replace(/\n$/, '').split('\n'))}${ERASE_BELOW}`);
      drawn = [];
      draw(below);
    },
    end: lines => {
      write(`${top()}${over(lines)}${ERASE_BELOW}${SHOW}`);
      drawn = [];
    },
  };
}

/** How many lines of the terminal the text takes now: most of them wrap again what they show when they become narrower. */
function heightOf(lines: readonly string[], { columns, rows }: ScreenSize): number {
  const height = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
  return Math.min(height, rows - 1);
}

function up(lines: number): string {
  return lines > 0 ? `${ESC}${lines}A` : '';
}
