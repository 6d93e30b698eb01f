/** A text without the mark of its byte order, which counts in offsets but is no part of what is written. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
