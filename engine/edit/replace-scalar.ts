import { err, ok, type Result } from '../base/result.js';
import type { Located } from '../base/span.js';

/** Why a text cannot be edited in its place. */
export type EditRefusal =
  /** It is written in a way that is not edited by machine: an alias, a block, an escape. */
  { readonly kind: 'not-plain'; readonly written: string };

/**
 * The file's text with one value replaced at the place where it is written; every other byte stays, and so does the
 * way it is quoted. `text` may begin with a byte order mark, which no place counts.
 */
export function replaceScalar(text: string, old: Located<string>, value: string): Result<string, EditRefusal> {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const [from, to] = [old.span.start.offset + mark, old.span.end.offset + mark];
  const written = text.slice(from, to);
  const quote = ["'", '"'].find(sign => written === `${sign}${old.value}${sign}`) ?? '';
  if (quote === '' && written !== old.value) return err({ kind: 'not-plain', written });
  return ok(text.slice(0, from) + quoted(value, quote) + text.slice(to));
}

/** A value without quotes stays without them, where YAML would still read a text. */
function quoted(value: string, quote: string): string {
  if (quote === '' && !isPlainText(value)) return `'${value}'`;
  return quote + value + quote;
}

function isPlainText(value: string): boolean {
  const isNumber = /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(value) || /^0[xob]/i.test(value);
  return /^[a-z0-9][\w.+-]*$/i.test(value) && !isNumber && !/^(true|false|null)$/i.test(value);
}
