/** How many columns of a terminal a text takes that has no control characters in it but colours. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return [...text.replace(COLOUR, '')].reduce((sum, character) => sum + characterWidth(character), 0);
}

/** The text in at most so many columns; what is cut off leaves a mark. */
export function cutText(text: string, columns: number, { unicode }: { readonly unicode: boolean }): string {
  if (textWidth(text) <= columns) return text;
  const mark = unicode ? '\u2026' : '...';
  let kept = '';
  let left = columns - mark.length;
  for (const character of text) {
    left -= characterWidth(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}${mark}`.slice(0, Math.max(columns, 0));
}

const PLAIN = /^[ -~]*$/;

const COLOUR = /\u001b\[[\d;]*m/g;

function characterWidth(character: string): number {
  if (NONE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

const NONE = /[\p{M}\p{Cf}]/u;

/** Letters of East Asia, their full-width marks, and emoji. */
const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
