import { testSlips } from './support/load-slips.js';

/** Of characters, line ends and encodings. */
testSlips([
  [
    'a NUL byte',
    `name: a\0b
`,
    `manifest.yaml:1:8: error[control-character]: the character U+0000 may not stand in a manifest
  1 | name: a\\u{0}b
    |        ^^^^^
help: save the file as UTF-8; in UTF-16 every other byte is NUL

1 error
`,
  ],
  [
    'bytes of another encoding than UTF-8, which are told once',
    Buffer.from('title: f\xfcr M\xfcller\n', 'latin1').toString('utf8'),
    `manifest.yaml:1:9: error[control-character]: this is not UTF-8
  1 | title: f\\u{fffd}r M\\u{fffd}ller
    |         ^^^^^^^^
help: save the file as UTF-8

1 error
`,
  ],
  [
    'a NUL that is written as an escape',
    `name: "a\\0b"
`,
    `manifest.yaml:1:7: error[control-character]: the character U+0000 may not stand in a text
  1 | name: "a\\0b"
    |       ^^^^^^
help: take it out

1 error
`,
  ],
  [
    'a byte order mark inside the text',
    `name: a
title: \uFEFFb
`,
    `manifest.yaml:2:8: error[control-character]: the character U+FEFF may not stand in a manifest
  2 | title: \\u{feff}b
    |        ^^^^^^^^
help: a byte order mark may only be the first character of the file

1 error
`,
  ],
  [
    'a carriage return without a line feed',
    `name: a\rtitle: b
`,
    `manifest.yaml:1:8: error[control-character]: the character U+000D may not stand in a manifest
  1 | name: a\\rtitle: b
    |        ^^
help: end lines with LF or CR LF

1 error
`,
  ],
  [
    'half of a surrogate pair',
    `name: a\uD83D
`,
    `manifest.yaml:1:8: error[control-character]: the character U+D83D may not stand in a manifest
  1 | name: a\\u{d83d}
    |        ^^^^^^^^
help: take it out

1 error
`,
  ],
  [
    'CR LF ends lines as LF does',
    `manifest: 1\r
name: [\r
`,
    `manifest.yaml:2:7: error[yaml-syntax]: this \`[\` is never closed
  2 | name: [
    |       ^
help: close it, and indent all lines up to its end

1 error
`,
  ],
  [
    'a byte order mark before the text moves no place',
    `\uFEFFmanifest: @
`,
    `manifest.yaml:1:11: error[yaml-syntax]: a text cannot start with this sign
  1 | manifest: @
    |           ^
help: quote it

1 error
`,
  ],
]);
