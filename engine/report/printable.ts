/** Whether characters beyond ASCII may stand: on a console that is not UTF-8 they may not. */
export interface PrintableOptions {
  readonly unicode: boolean;
}

/** Text of a manifest or a host on one line: whatever would not print, or would steer a terminal, as an escape. */
export function printable(text: string, { unicode }: PrintableOptions): string {
  const unprintable = unicode ? /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu : /[^ -~]/gu;
  return text.replace(unprintable, escape);
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(character: string): string {
  return SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
