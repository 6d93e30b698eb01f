/** A line of a manifest. */
export interface SaidLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Lines that still have a version in them which is another now: as it was, or as the beginning of a longer one. Rows of
 * `compatibility` and comments tell of other times too, and a version without a dot is too short to be known again.
 */
export function stillSaid(version: string, text: string): readonly SaidLine[] {
  if (!/^\d+\.\d/.test(version)) return [];
  const said = new RegExp(`(?<![\\d.])${version.replace(/[^\w]/g, '\\$&')}(?!\\d)`);
  const found: SaidLine[] = [];
  let isOfRows = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^[^\s#]/.test(line)) isOfRows = line.startsWith('compatibility');
    const plain = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (!isOfRows && said.test(plain)) found.push({ line: index + 1, text: plain });
  }
  return found;
}
