import type { Terminal } from '@xterm/headless';

/** A piece of a line in one colour. */
export interface Piece {
  readonly text: string;
  /** Of the sixteen that a terminal has; undefined is its own. */
  readonly colour: number | undefined;
  readonly isDim: boolean;
}

export type Frame = readonly (readonly Piece[])[];

/** What a terminal has shown, from its first line, without the blank lines at its end. */
export function frameOf({ buffer: { active } }: Terminal): Frame {
  const lines = Array.from({ length: active.length }, (_, y) => piecesOf(active.getLine(y)));
  return lines.slice(0, lines.findLastIndex(pieces => pieces.length > 0) + 1);
}

type BufferLine = ReturnType<Terminal['buffer']['active']['getLine']>;

function piecesOf(line: BufferLine): readonly Piece[] {
  const pieces: Piece[] = [];
  const end = line?.translateToString(true).length ?? 0;
  for (let x = 0; x < end; x += 1) {
    const cell = line?.getCell(x);
    if (cell === undefined) continue;
    const text = cell.getChars() || ' ';
    const colour = cell.isFgPalette() ? cell.getFgColor() : undefined;
    const isDim = cell.isDim() !== 0;
    const last = pieces.at(-1);
    if (last?.colour === colour && last?.isDim === isDim)
      pieces[pieces.length - 1] = { ...last, text: last.text + text };
    else pieces.push({ text, colour, isDim });
  }
  return pieces;
}

const [LETTER, LINE, EDGE] = [8.4, 19, 16];

/** The frame as a picture with a ground of its own, so that it is read in light and dark alike. */
export function terminalSvg(
  frame: Frame,
  { title, columns }: { readonly title: string; readonly columns: number },
): string {
  const [width, height] = [Math.ceil(columns * LETTER) + 2 * EDGE, frame.length * LINE + 2 * EDGE];
  const lines = frame.flatMap((pieces, index) =>
    pieces.length === 0
      ? []
      : [`<text x="${EDGE}" y="${EDGE + index * LINE + 14}">${pieces.map(spanOf).join('')}</text>`],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="#16181d"/>
<g fill="#d7dae0" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${lines.join('\n')}
</g>
</svg>
`;
}

/** The words of a picture, line by line. */
export function textOfSvg(svg: string): readonly string[] {
  const texts = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, inner]) =>
    (inner ?? '').replace(/<[^>]*>/g, ''),
  );
  return texts.map(text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

const COLOURS: Readonly<Record<number, string>> = { 1: '#f47067', 2: '#6bc46d', 3: '#daaa3f' };

function spanOf({ text, colour, isDim }: Piece): string {
  const fill = isDim ? '#8b929e' : colour === undefined ? undefined : COLOURS[colour];
  return fill === undefined ? escaped(text) : `<tspan fill="${fill}">${escaped(text)}</tspan>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
