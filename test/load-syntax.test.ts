import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTree } from '../engine/load/parse-tree.js';
import { testSlips } from './support/load-slips.js';
import { aManifest, findingsOf } from './support/load-text.js';

/** Of brackets, colons, commas and columns. */
testSlips([
  [
    'a list that is not closed',
    `steps:
  a: { needs: [b, c
  d: {}
`,
    `manifest.yaml:2:15: error[yaml-syntax]: this \`[\` is never closed
  2 |   a: { needs: [b, c
    |               ^
help: close it, and indent all lines up to its end

1 error
`,
  ],
  [
    'the wrong closing bracket',
    `steps: { a: [b, c }
`,
    `manifest.yaml:1:19: error[yaml-syntax]: \`}\` does not close the \`[\` before it
  1 | steps: { a: [b, c }
    |                   ^
manifest.yaml:1:13: note: it is opened here
  1 | steps: { a: [b, c }
    |             ^

1 error
`,
  ],
  [
    'a tab where spaces are meant',
    `steps:
\ta: {}
`,
    `manifest.yaml:2:1: error[yaml-syntax]: a line is indented with a tab
  2 |     a: {}
    | ^
help: indent with spaces

1 error
`,
  ],
  [
    'a key in another column',
    `steps:
    a: {}
  b: {}
`,
    `manifest.yaml:3:3: error[yaml-syntax]: this line is not in one column with the other keys
  3 |   b: {}
    |   ^
help: indent all of one map or list alike

1 error
`,
  ],
  [
    'a key that stands further right than those beside it, and all that follows from it',
    `steps:
  a:
   title: one
    uses: run

    needs: [b]
  b: {}
`,
    `manifest.yaml:4:5: error[yaml-syntax]: \`uses\` stands further right than the key in line 3, which has its value already
  4 |     uses: run
    |     ^^^^
help: indent all of one map or list alike

1 error
`,
  ],
  [
    'a line that is indented with a tab, and all that follows from it',
    `steps:
  a:
\ttitle: one
    uses: run
  b: {}
`,
    `manifest.yaml:3:1: error[yaml-syntax]: a line is indented with a tab
  3 |     title: one
    | ^
help: indent with spaces

1 error
`,
  ],
  [
    'an item of a list among keys',
    `steps:
  a:
    uses: run

  - b:
    uses: run
`,
    `manifest.yaml:5:3: error[yaml-syntax]: an item of a list stands among the keys of a map
  5 |   - b:
    |   ^
help: take its \`- \` away, or indent the list below a key

1 error
`,
  ],
  [
    'a key without a colon',
    `manifest: 1
name
title: A sample
`,
    `manifest.yaml:2:1: error[yaml-syntax]: a key may not go over lines
  2 | name
    | ^^^^
help: put \`:\` and a space after the key

1 error
`,
  ],
  [
    'a list on the line of its key',
    `needs: - a
`,
    `manifest.yaml:1:8: error[yaml-syntax]: a list may not start on the line of its key
  1 | needs: - a
    |        ^
help: start it on a line of its own

1 error
`,
  ],
  [
    'a closing bracket too many',
    `needs: [a]]
`,
    `manifest.yaml:1:11: error[yaml-syntax]: this \`]\` closes nothing
  1 | needs: [a]]
    |           ^

1 error
`,
  ],
  [
    'a comma too many',
    `steps: { a: [b, , c] }
`,
    `manifest.yaml:1:17: error[yaml-syntax]: nothing stands before this comma
  1 | steps: { a: [b, , c] }
    |                 ^
help: remove it

1 error
`,
  ],
  [
    'a comma at the start',
    `needs: [ , b]
`,
    `manifest.yaml:1:10: error[yaml-syntax]: nothing stands before this comma
  1 | needs: [ , b]
    |          ^
help: remove it

1 error
`,
  ],
  [
    'a comma at the end may stand',
    `needs: [a, b, ]
`,
    ``,
  ],
  [
    'a closing bracket may stand below its key',
    `needs: [
  a
]
`,
    ``,
  ],
  [
    'no space after a colon',
    `manifest:1
`,
    `manifest.yaml:1:1: error[not-a-map]: the file does not hold a map
  1 | manifest:1
    | ^^^^^^^^^^
help: put a space after \`:\`

1 error
`,
  ],
  [
    'a list where a map is meant',
    `- manifest: 1
`,
    `manifest.yaml:1:1: error[not-a-map]: the file does not hold a map
  1 | - manifest: 1
    | ^^^^^^^^^^^^^
help: start with \`manifest: 1\`

1 error
`,
  ],
  [
    'nothing at all',
    ``,
    `manifest.yaml:1:1: error[empty-file]: the file is empty
help: start with \`manifest: 1\`

1 error
`,
  ],
  [
    'nothing but comments',
    `# manifest: 1
`,
    `manifest.yaml:1:1: error[empty-file]: the file is empty
  1 | # manifest: 1
    | ^
help: start with \`manifest: 1\`

1 error
`,
  ],
]);

test('of what could not be read, the schema says nothing more', async () => {
  const text = aManifest('versions: { a: *b, c: "d\\0e" }');
  assert.equal(
    await findingsOf(text),
    `manifest.yaml:6:16: error[unknown-alias]: no anchor \`&b\` stands before this alias
  6 | versions: { a: *b, c: "d\\0e" }
    |                ^^
help: quote a text that starts with \`*\`: "*b"

manifest.yaml:6:23: error[control-character]: the character U+0000 may not stand in a text
  6 | versions: { a: *b, c: "d\\0e" }
    |                       ^^^^^^
help: take it out

2 errors
`,
  );
});

test('keys are as they are written, whatever YAML makes of them', () => {
  const parsed = parseTree('manifest.yaml', 'on: a\n3.10: b\nnull: c\n"true": d\n');
  assert.ok(parsed.ok);
  assert.deepEqual(
    parsed.value.tree.entries.map(({ key }) => key.value),
    ['on', '3.10', 'null', 'true'],
  );
});
