/**
 * What a terminal would obey: strings for the terminal (titles, links, clipboard) up to their end, colours and
 * movements, two-character escapes, and every other control character but tab. A string that is never ended loses only
 * its start, so that it cannot hide the text after it.
 */
const SEQUENCES = new RegExp(
  [
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x90-\\x9f]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    '\\x1b[ -/]*[0-~]',
    '[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]',
  ].join('|'),
  'g',
);

/** Text of one line that a terminal or an editor may be given: no control sequence and no control character is left. */
export function withoutControls(line: string): string {
  return /[\x00-\x08\x0a-\x1f\x7f-\x9f]/.test(line) ? line.replace(SEQUENCES, '') : line;
}

/** The same for a text of several lines, which end in a plain line feed afterwards. */
export function plainText(text: string): string {
  return text.split(/\r?\n/).map(withoutControls).join('\n');
}
