/** What the first bytes of a file look like, in words that go after "looks like". */
export function looksLike(head: Uint8Array): string {
  if (head.length === 0) return 'nothing: it is empty';
  const known = MAGIC.find(([bytes]) => bytes.every((byte, index) => head[index] === byte));
  if (known !== undefined) return known[1];
  const text = asText(head);
  if (text === undefined) return 'binary data';
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'plain text';
}

const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x42, 0x5a, 0x68], 'a bzip2 archive'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd archive'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], 'an xz archive'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty zip archive'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a Linux program'],
  [[0x4d, 0x5a], 'a Windows program'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'a macOS program'],
];

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*(<!--[^>]*-->\s*)?<(!doctype\s+html|html|head|body)\b/i, 'an HTML page'],
  [/^\s*<\?xml\b/i, 'an XML document'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer, not the file itself'],
  [/^#!/, 'a script'],
  [/^\s*[{[]/, 'a JSON text'],
];

/** Printable ASCII as text; undefined as soon as a byte is none, UTF-8 letters aside. */
function asText(head: Uint8Array): string | undefined {
  let text = '';
  for (const byte of head.subarray(startOfText(head), 512)) {
    const printable = byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c;
    if (!printable || byte === 0x7f) return undefined;
    text += byte < 0x80 ? String.fromCharCode(byte) : '?';
  }
  return text;
}

/** A UTF-8 byte order mark is no part of the text. */
function startOfText(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}
